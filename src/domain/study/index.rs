//! Finding entries by their id among many.

/// The ids of a list, sorted, each with its place.
pub(super) struct Index(Vec<(String, usize)>);

impl Index {
    /// Sorts the ids of a list.
    pub fn of<'a>(mut ids: impl Iterator<Item = &'a str>) -> Index {
        Index::sorted(&mut ids)
    }

    fn sorted(ids: &mut dyn Iterator<Item = &str>) -> Index {
        let mut index = Vec::new();
        for id in ids {
            index.push((id.to_owned(), index.len()));
        }
        index.sort_unstable();
        Index(index)
    }

    /// The place of an id; of an id that stands twice, the first.
    pub fn find(&self, id: &str) -> Option<usize> {
        let index = self.0.partition_point(|it| it.0.as_str() < id);
        self.0.get(index).filter(|it| it.0 == id).map(|it| it.1)
    }

    /// Tells whether no id stands twice.
    pub fn is_unique(&self) -> bool {
        self.0.windows(2).all(|pair| pair[0].0 != pair[1].0)
    }

    /// The ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| it.0.as_str())
    }
}

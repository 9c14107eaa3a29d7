//! Chance that comes out the same for the same seed.

/// A source of random numbers. Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014), SplitMix64.
pub struct Chance(u64);

impl Chance {
    /// The chance of one purpose of a seed.
    pub fn of(seed: u64, purpose: u64) -> Self {
        let mut chance = Self(seed ^ purpose.wrapping_mul(0xa076_1d64_78bd_642f));
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below a limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Draws one of some things by their weights.
    pub fn draw<T: Copy>(&mut self, weighted: &[(u64, T)]) -> T {
        let mut left = self.below(weighted.iter().map(|it| it.0).sum());
        for (weight, thing) in weighted {
            if left < *weight {
                return *thing;
            }
            left -= weight;
        }
        unreachable!("a number below the sum lies below one of the weights")
    }
}

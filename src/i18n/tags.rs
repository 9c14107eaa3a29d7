//! Language tags (BCP 47): which catalogue serves one, and in which direction it is written.

include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// A catalogue that ships with the widget.
pub struct Catalogue {
    /// The language, as a BCP 47 tag; also the name of the file.
    pub language: &'static str,
    /// Whether a native speaker has reviewed it; else it serves only studies that list the language.
    pub is_reviewed: bool,
}

/// The language of the form's own words where no catalogue serves: it is part of the module.
pub const OWN: &str = "en";

/// Scripts that are written from right to left.
///
/// Source: Unicode CLDR, scripts in common use today.
const FROM_THE_RIGHT: [&str; 6] = ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"];

/// The catalogue for a language; for Chinese, only one of the same script.
pub fn catalogue(language: &str) -> Option<&'static Catalogue> {
    CATALOGUES.iter().find(|it| {
        let of = it.language;
        base(of).eq_ignore_ascii_case(base(language))
            && (base(of) != "zh" || is_traditional(of) == is_traditional(language))
    })
}

/// The language of the form's own words, for a study that shows in `shown` to somebody who asked for `wanted`.
///
/// A catalogue that nobody reviewed serves only where the study shows in its language.
pub fn own_language(shown: &str, wanted: Option<&str>) -> &'static str {
    let reviewed = || wanted.and_then(catalogue).filter(|it| it.is_reviewed);
    catalogue(shown).or_else(reviewed).map_or(OWN, |it| it.language)
}

/// Tells whether two tags name one language, whatever the region.
pub fn is_same(one: &str, other: &str) -> bool {
    base(one).eq_ignore_ascii_case(base(other))
}

/// The direction in which a language is written: "ltr" or "rtl".
///
/// Source: Unicode CLDR, languages written from right to left in common use today.
pub fn direction(language: &str) -> &'static str {
    let is_from_the_right = match script(language) {
        Some(script) => FROM_THE_RIGHT.iter().any(|it| it.eq_ignore_ascii_case(script)),
        None => matches!(
            base(language),
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi"
        ),
    };
    if is_from_the_right { "rtl" } else { "ltr" }
}

fn base(language: &str) -> &str {
    language.split('-').next().unwrap_or_default()
}

/// The script that a tag names: its one part of four letters.
fn script(language: &str) -> Option<&str> {
    language.split('-').skip(1).find(|it| it.len() == 4 && it.bytes().all(|it| it.is_ascii_alphabetic()))
}

/// Tells whether Chinese of this tag is written in traditional characters.
fn is_traditional(language: &str) -> bool {
    match script(language) {
        Some(script) => script.eq_ignore_ascii_case("Hant"),
        None => language.split('-').any(|it| ["TW", "HK", "MO"].iter().any(|of| of.eq_ignore_ascii_case(it))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_serves_every_region_of_its_language_and_one_script() {
        let found = |it| catalogue(it).map(|it| it.language);
        assert_eq!(found("es-MX"), Some("es"));
        assert_eq!(found("DE-at"), Some("de"));
        assert_eq!(found("zh"), Some("zh-Hans"));
        assert_eq!(found("zh-SG"), Some("zh-Hans"));
        assert_eq!(found("zh-Hans-HK"), Some("zh-Hans"));
        for other in ["zh-TW", "zh-Hant", "zh-hant-CN", "pt", ""] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn a_catalogue_without_review_serves_only_studies_of_its_language() {
        assert_eq!(own_language("ar", None), "ar");
        assert_eq!(own_language("pt", Some("ar")), "en");
        assert_eq!(own_language("pt", Some("en-GB")), "en");
    }

    #[test]
    fn a_script_counts_more_than_the_language() {
        for language in ["ar", "ar-EG", "he", "ur-PK", "az-Arab", "ks-Arab"] {
            assert_eq!(direction(language), "rtl", "{language}");
        }
        for language in ["en", "zh-Hans", "ks-Deva", "ar-Latn", "arn"] {
            assert_eq!(direction(language), "ltr", "{language}");
        }
    }
}

//! Decimal numbers: read as typed, compared and converted exactly.

use proptest::prelude::*;
use referral_form::domain::decimal::Decimal;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a canonical decimal")
}

fn typed(text: &str) -> Option<String> {
    Decimal::parse_typed(text, false).map(|it| it.to_string())
}

fn typed_with_comma(text: &str) -> Option<String> {
    Decimal::parse_typed(text, true).map(|it| it.to_string())
}

#[test]
fn a_number_is_the_same_however_many_zeros_it_is_written_with() {
    for (text, canonical) in [
        ("0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("1.50", "1.5"),
        ("-12.500", "-12.5"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("100", "100"),
        ("999999999999999999", "999999999999999999"),
    ] {
        assert_eq!(decimal(text).to_string(), canonical);
        assert_eq!(decimal(text), decimal(canonical));
    }
}

#[test]
fn only_plain_digits_are_canonical() {
    for text in [
        "",
        "-",
        ".",
        ".5",
        "5.",
        "+5",
        "1e3",
        "1,5",
        " 1",
        "--1",
        "1.2.3",
        "-.5",
        "NaN",
        "inf",
        "٣",
        "9999999999999999999",
        "0.0000000000000000001",
    ] {
        assert_eq!(Decimal::parse(text), None, "{text:?}");
    }
}

#[test]
fn numbers_are_read_as_people_type_them() {
    for (text, canonical) in [
        (" 85 ", "85"),
        ("\u{A0}7.2", "7.2"),
        (".5", "0.5"),
        ("+3", "3"),
        ("-3.0", "-3"),
        ("\u{2212}3", "-3"),
        ("٨٥٫٥", "85.5"),
        ("۸۵", "85"),
        ("８５．５", "85.5"),
    ] {
        assert_eq!(typed(text).as_deref(), Some(canonical), "{text:?}");
    }
}

#[test]
fn a_comma_separates_decimals_unless_it_may_group_thousands() {
    assert_eq!(typed_with_comma("7,2").as_deref(), Some("7.2"));
    assert_eq!(typed_with_comma("1,234").as_deref(), Some("1.234"));
    assert_eq!(typed("7,2").as_deref(), Some("7.2"));
    assert_eq!(typed("0,125").as_deref(), Some("0.125"));
    assert_eq!(typed("1,234"), None);
}

#[test]
fn a_point_that_may_group_thousands_is_refused_where_a_comma_separates_decimals() {
    assert_eq!(typed_with_comma("1.234"), None);
    assert_eq!(typed_with_comma("-120.000"), None);
    assert_eq!(typed_with_comma("7.2").as_deref(), Some("7.2"));
    assert_eq!(typed_with_comma("0.125").as_deref(), Some("0.125"));
    assert_eq!(typed("1.234").as_deref(), Some("1.234"));
}

#[test]
fn grouping_words_and_half_numbers_are_refused() {
    for text in [
        "",
        " ",
        "-",
        ".",
        "1 234",
        "1'234",
        "1.234,5",
        "1,234.5",
        "1..2",
        "5.",
        "- 5",
        "about 5",
        "5 mg",
        "1e3",
        "½",
        "５，５",
    ] {
        assert_eq!(typed(text), None, "{text:?}");
        assert_eq!(typed_with_comma(text), None, "{text:?} with comma");
    }
}

#[test]
fn fifteen_digits_may_be_typed_and_no_more() {
    assert!(typed("123456789012345").is_some());
    assert!(typed("0.00123456789012345").is_some());
    assert_eq!(typed("1234567890123456"), None);
    assert_eq!(typed("1.234567890123456"), None);
}

#[test]
fn units_convert_exactly_and_round_half_away_from_zero() {
    for (number, factor, offset, decimals, expected) in [
        ("98.6", "1", "0", 1, "98.6"),
        ("37", "1.8", "32", 1, "98.6"),
        ("100", "0.0113", "0", 2, "1.13"),
        ("1", "88.4", "0", 0, "88"),
        ("0.5", "1", "0", 0, "1"),
        ("-0.5", "1", "0", 0, "-1"),
        ("2.5", "1", "0", 0, "3"),
        ("-2.45", "1", "0", 1, "-2.5"),
        ("0.449", "1", "0", 1, "0.4"),
        ("99.96", "1", "0", 1, "100"),
        ("104", "0.555555555555555556", "-17.7777777777777778", 1, "40"),
        ("999999999999999", "0.001", "0", 18, "999999999999.999"),
    ] {
        let converted = decimal(number).convert(decimal(factor), decimal(offset), decimals);
        assert_eq!(converted.map(|it| it.to_string()).as_deref(), Some(expected), "{number}");
    }
}

#[test]
fn a_result_of_too_many_digits_is_refused_instead_of_cut() {
    let large = decimal("999999999999999999");
    assert_eq!(large.convert(large, Decimal::ZERO, 0), None);
    assert_eq!(large.convert(Decimal::ONE, Decimal::ONE, 0), None);
    let small = decimal("0.000000000000000001");
    assert_eq!(small.convert(small, large, 0), None);
}

prop_compose! {
    fn any_decimal()(mantissa in -999_999_999_999_999_999i64..=999_999_999_999_999_999, decimals in 0usize..=18) -> String {
        let digits = format!("{:019}", mantissa.abs());
        let (whole, rest) = digits.split_at(digits.len() - decimals);
        let sign = if mantissa < 0 { "-" } else { "" };
        if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
    }
}

proptest! {
    #[test]
    fn a_printed_number_reads_as_itself(text in any_decimal()) {
        let number = decimal(&text);
        let printed = number.to_string();
        prop_assert_eq!(Decimal::parse(&printed), Some(number));
        prop_assert_eq!(printed.split_once('.').map_or(0, |it| it.1.len()), usize::from(number.decimals()));
    }

    #[test]
    fn numbers_are_ordered_as_their_digits_are(a in -9_999_999i64..=9_999_999, b in -9_999_999i64..=9_999_999) {
        let thousandths = |it: i64| decimal(&format!("{}{}.{:03}", if it < 0 { "-" } else { "" }, it.abs() / 1000, it.abs() % 1000));
        prop_assert_eq!(thousandths(a).cmp(&thousandths(b)), a.cmp(&b));
    }

    #[test]
    fn converting_by_one_changes_nothing(text in any_decimal()) {
        let number = decimal(&text);
        prop_assert_eq!(number.convert(Decimal::ONE, Decimal::ZERO, 18), Some(number));
    }

    #[test]
    fn converting_agrees_with_whole_numbers(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000, c in -1_000_000i64..1_000_000) {
        let whole = |it: i64| decimal(&it.to_string());
        prop_assert_eq!(whole(a).convert(whole(b), whole(c), 0), Some(whole(a * b + c)));
    }

    #[test]
    fn nothing_typed_breaks_the_reader(text in "\\PC{0,24}", decimal_comma: bool) {
        if let Some(number) = Decimal::parse_typed(&text, decimal_comma) {
            prop_assert_eq!(Decimal::parse(&number.to_string()), Some(number));
        }
    }
}

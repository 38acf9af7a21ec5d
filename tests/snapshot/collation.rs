//! German names in a German order.

use buendnis::snapshot::key::NameKey;

#[test]
fn names_sort_as_a_german_reader_expects() {
    let ascending = [
        // What is no letter comes first: blanks, hyphens, quotation marks, digits.
        "- Arzt",
        "„Zukunft“",
        "1. Mai",
        "10 Jahre",
        "2 Jahre",
        "Arbeit",
        "Arbeit 2020",
        "Arbeit-Umwelt",
        "Arbeiterkammer",
        "arzt",
        "Arzt",
        "Ärzte",
        "Ärztekammer",
        "Arztpraxis",
        "Ecole",
        "École",
        "Ecology",
        // Word by word: a blank comes before any letter.
        "IG Bau",
        "IG Metall",
        "Igel",
        "Oel",
        "Ofen",
        "Öl",
        "Olaf",
        "Strasse",
        "Straße",
        "Strassen",
        "Zebra",
        "Łódź",
    ];
    // Ł is an L with a stroke to the German order.
    let mut expected = ascending.to_vec();
    expected.retain(|name| *name != "Łódź");
    let place = expected.iter().position(|name| *name == "Oel").unwrap();
    expected.insert(place, "Łódź");
    let mut sorted = expected.clone();
    sorted.sort_by_key(|name| NameKey::of(name));
    assert_eq!(sorted, expected);
}

#[test]
fn only_the_same_letters_have_the_same_place() {
    let names = ["Arzt", "arzt", "Ärzt", "Strasse", "Straße", "Müller", "Mueller", "Muller", "Oel", "Öl", "Ol"];
    for (n, one) in names.iter().enumerate() {
        for (m, other) in names.iter().enumerate() {
            assert_eq!(NameKey::of(one) == NameKey::of(other), n == m, "{one}, {other}");
        }
    }
    // Written as one character or as two, an umlaut is the same.
    assert_eq!(NameKey::of("Öl"), NameKey::of("O\u{308}l"));
}

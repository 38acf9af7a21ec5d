//! Pages against the Relay specification on a plain list: https://relay.dev/graphql/connections.htm, section 4.

use std::collections::HashSet;

use buendnis::{
    model::{Change, NodeId, Problem, ProblemKind, Record},
    snapshot::{
        Initiative, Snapshot,
        key::{Cursor, Order, OrderBy},
        list::{Item, List, Window},
    },
};
use proptest::prelude::*;

use super::support::{
    initiative_no,
    observe::{initiative_id, initiative_orders, organisation_id, organisation_orders, participation_id},
    world::{Op, World, ops},
};

fn window(first: Option<i32>, after: Option<&str>, last: Option<i32>, before: Option<&str>) -> Window {
    Window::parse(first, after, last, before).unwrap()
}

/// Every entry of a list with its cursor.
fn entries<'a, T: Item<'a>>(list: &List<'a, T>, id: fn(T) -> String) -> Vec<(String, String)> {
    list.iter().map(|item| (id(item), list.cursor(item))).collect()
}

/// Walks the list from page to page; answers what was read, in the order of the list.
fn walk<'a, T: Item<'a>>(list: &List<'a, T>, id: fn(T) -> String, size: i32, backward: bool) -> Vec<String> {
    let (mut pages, mut cursor): (Vec<Vec<String>>, Option<String>) = (Vec::new(), None);
    loop {
        let window = match backward {
            false => window(Some(size), cursor.as_deref(), None, None),
            true => window(None, None, Some(size), cursor.as_deref()),
        };
        list.check(&window).unwrap();
        let page = list.page(&window);
        let (next, previous) = (list.has_next(&window, &page), list.has_previous(&window, &page));
        let (goes_on, came_from) = if backward { (previous, next) } else { (next, previous) };
        assert_eq!(came_from, cursor.is_some(), "every page but the first knows that it is not");
        let last = if backward { page.items.first() } else { page.items.last() };
        cursor = last.map(|item| list.cursor(*item));
        pages.push(page.items.into_iter().map(id).collect());
        if !goes_on {
            break;
        }
        assert_eq!(pages.last().map(Vec::len), Some(size as usize), "only the last page is short");
    }
    if backward {
        pages.reverse();
    }
    pages.concat()
}

/// Fails unless the list is read whole in either direction and page by page.
fn check_walks<'a, T: Item<'a>>(list: &List<'a, T>, id: fn(T) -> String, size: i32) {
    let all: Vec<String> = list.iter().map(id).collect();
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len(), "no entry twice");
    assert_eq!(list.total(), all.len());
    for backward in [false, true] {
        assert_eq!(walk(list, id, size, backward), all, "size {size}, backward {backward}");
    }
}

/// What the specification makes of the arguments: the entries, has next, has previous.
fn naive(
    all: &[String],
    after: Option<usize>,
    before: Option<usize>,
    size: usize,
    backward: bool,
) -> (Vec<String>, bool, bool) {
    let inside: Vec<&String> = (0..all.len())
        .filter(|n| after.is_none_or(|after| *n > after) && before.is_none_or(|before| *n < before))
        .map(|n| &all[n])
        .collect();
    let cut = inside.len().saturating_sub(size);
    let kept = if backward { &inside[cut..] } else { &inside[..inside.len() - cut] };
    let has_next = (!backward && cut > 0) || before.is_some();
    let has_previous = (backward && cut > 0) || after.is_some();
    (kept.iter().map(|id| (*id).clone()).collect(), has_next, has_previous)
}

/// Fails unless the page after and before these places is what the specification says.
fn check_window<'a, T: Item<'a>>(
    list: &List<'a, T>,
    id: fn(T) -> String,
    places: (Option<usize>, Option<usize>),
    size: usize,
    backward: bool,
) {
    let entries = entries(list, id);
    let all: Vec<String> = entries.iter().map(|(id, _)| id.clone()).collect();
    let place = |place: Option<usize>| place.filter(|_| !all.is_empty()).map(|place| place % all.len());
    let (after, before) = (place(places.0), place(places.1));
    let cursor = |place: Option<usize>| place.map(|place| entries[place].1.as_str());
    let limit = Some(size as i32);
    let (first, last) = if backward { (None, limit) } else { (limit, None) };
    let window = window(first, cursor(after), last, cursor(before));
    let page = list.page(&window);
    let found = (
        page.items.iter().copied().map(id).collect::<Vec<_>>(),
        list.has_next(&window, &page),
        list.has_previous(&window, &page),
    );
    assert_eq!(found, naive(&all, after, before, size, backward), "{all:?} after {after:?} before {before:?}, {size}");
}

fn snapshot(ops: &[Op]) -> Snapshot {
    Snapshot::load(1, World::of(ops).records.into_values()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn walking_by_cursors_gives_every_entry_once_in_order(ops in ops(1..150), size in 1..6) {
        let snapshot = snapshot(&ops);
        for order in initiative_orders() {
            check_walks(&snapshot.initiatives(order), initiative_id, size);
            snapshot.states().for_each(|state| check_walks(&state.initiatives(order), initiative_id, size));
            for organisation in snapshot.organisations(OrderBy::default()).iter() {
                check_walks(&organisation.initiatives(order), initiative_id, size);
            }
        }
        for order in organisation_orders() {
            check_walks(&snapshot.organisations(order), organisation_id, size);
            snapshot.states().for_each(|state| check_walks(&state.organisations(order), organisation_id, size));
        }
        check_walks(&snapshot.events(), super::support::observe::event_id, size);
        for initiative in snapshot.initiatives(OrderBy::default()).iter() {
            check_walks(&initiative.participations(None, None), participation_id, size);
            let unions = Some(buendnis::model::OrganisationKind::TradeUnion.into());
            check_walks(&initiative.participations(None, unions), participation_id, size);
            check_walks(&initiative.events(), super::support::observe::event_id, size);
            check_walks(&initiative.children(), initiative_id, size);
        }
    }

    #[test]
    fn any_window_is_what_the_specification_says(
        ops in ops(1..150),
        after in prop::option::of(0_usize..40),
        before in prop::option::of(0_usize..40),
        size in 0_usize..8,
        backward in any::<bool>(),
    ) {
        let snapshot = snapshot(&ops);
        for order in initiative_orders() {
            check_window(&snapshot.initiatives(order), initiative_id, (after, before), size, backward);
            // A list with a filter, whose cursors are places in the whole list.
            let filter = buendnis::snapshot::filter::InitiativeFilter {
                kinds: Some(buendnis::model::InitiativeKind::Dialogue.into()), ..Default::default()
            };
            let list = snapshot.initiatives_where(Some(filter), order).unwrap();
            check_window(&list, initiative_id, (after, before), size, backward);
        }
        for initiative in snapshot.initiatives(OrderBy::default()).iter() {
            check_window(&initiative.participations(None, None), participation_id, (after, before), size, backward);
        }
        for organisation in snapshot.organisations(OrderBy::default()).iter() {
            let list = organisation.initiatives(OrderBy { order: Order::StartedOn, descending: true });
            check_window(&list, initiative_id, (after, before), size, backward);
        }
    }

    #[test]
    fn changes_between_pages_neither_skip_nor_repeat_what_they_do_not_touch(
        before in ops(1..80),
        between in prop::collection::vec(ops(0..12), 1..8),
        size in 1..4,
        backward in any::<bool>(),
        order in prop::sample::select(initiative_orders()),
    ) {
        let mut world = World::of(&before);
        let mut snapshot = snapshot(&before);
        let mut untouched: HashSet<String> =
            snapshot.initiatives(order).iter().map(initiative_id).collect();
        let (mut read, mut cursor, mut changes) = (Vec::new(), None::<String>, between.iter());
        loop {
            let list = snapshot.initiatives(order);
            let window = match backward {
                false => window(Some(size), cursor.as_deref(), None, None),
                true => window(None, None, Some(size), cursor.as_deref()),
            };
            let page = list.page(&window);
            let last = if backward { page.items.first() } else { page.items.last() };
            cursor = last.map(|item| list.cursor(*item)).or(cursor);
            let goes_on = if backward { list.has_previous(&window, &page) } else { list.has_next(&window, &page) };
            read.extend(page.items.into_iter().map(initiative_id));
            drop(list);
            if !goes_on {
                break;
            }
            for op in changes.next().into_iter().flatten() {
                let Some(change) = world.change(op) else { continue };
                untouched.retain(|id| !moves(&change, id));
                snapshot.apply(&change);
            }
        }
        for id in &untouched {
            prop_assert_eq!(read.iter().filter(|other| *other == id).count(), 1, "{}", id);
        }
    }
}

/// Whether the change may move this initiative in some order: by itself, or by its number of participations.
fn moves(change: &Change, id: &str) -> bool {
    let mut records = [change.before(), change.after()].into_iter().flatten();
    records.any(|record| match record {
        Record::Participation(link) => link.initiative.to_string() == id,
        record => record.id().to_string() == id,
    })
}

fn three() -> Snapshot {
    Snapshot::load(1, (1..4).map(|n| initiative_no(n).into())).unwrap()
}

#[test]
fn the_cursor_of_a_deleted_entry_still_says_where_to_go_on() {
    let mut snapshot = three();
    let cursor = {
        let list = snapshot.initiatives(OrderBy::default());
        list.cursor(snapshot.initiative(initiative_no(2).id).unwrap())
    };
    snapshot.apply(&Change::Deleted { before: initiative_no(2).into() });
    let list = snapshot.initiatives(OrderBy::default());
    let ids = |window: &Window| list.page(window).items.into_iter().map(|i| i.record().id).collect::<Vec<_>>();
    assert_eq!(ids(&window(Some(5), Some(&cursor), None, None)), [initiative_no(3).id]);
    assert_eq!(ids(&window(None, None, Some(5), Some(&cursor))), [initiative_no(1).id]);
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let snapshot = three();
    let orders = initiative_orders();
    for (n, order) in orders.iter().enumerate() {
        let list = snapshot.initiatives(*order);
        let cursor = list.cursor(list.iter().next().unwrap());
        for (m, other) in orders.iter().enumerate() {
            let window = window(None, Some(&cursor), None, Some(&cursor));
            let fields = snapshot.initiatives(*other).check(&window).map_err(fields_of);
            // The direction is not part of it: a reader may turn round.
            let expected = if n / 2 == m / 2 { Ok(()) } else { Err(vec!["after".to_owned(), "before".into()]) };
            assert_eq!(fields, expected, "{order:?}, {other:?}");
        }
    }
}

fn fields_of(problems: Vec<Problem>) -> Vec<String> {
    assert!(problems.iter().all(|problem| problem.kind == ProblemKind::InvalidInput));
    problems.into_iter().map(|problem| problem.field).collect()
}

#[test]
fn what_is_no_cursor_is_refused() {
    let cursor = {
        let snapshot = three();
        let list = snapshot.initiatives(OrderBy::default());
        list.cursor(list.iter().next().unwrap())
    };
    let mut other_version = data_encoding::BASE64URL_NOPAD.decode(cursor.as_bytes()).unwrap();
    other_version[0] = 9;
    let other_version = data_encoding::BASE64URL_NOPAD.encode(&other_version);
    let garbage = ["", "x", "AQ", "größe", "ig-metall", "AAAAAAAA====", &cursor[..20], &other_version];
    for text in garbage {
        let found = Window::parse(Some(1), Some(text), None, Some(text)).map(|_| ()).map_err(fields_of);
        assert_eq!(found, Err(vec!["after".to_owned(), "before".into()]), "{text}");
        let message = Cursor::decode(text).unwrap_err().to_string();
        let shown = buendnis::model::text::excerpt(text, 40);
        assert!(message.starts_with(&format!("`{shown}` is not a cursor: pass on an `endCursor`")), "{message}");
    }
    assert!(Cursor::decode(&cursor).is_ok_and(|decoded| decoded.encode() == cursor));
}

#[test]
fn page_arguments_are_checked_together() {
    type Arguments<'a> = (Option<i32>, Option<&'a str>, Option<i32>, Option<&'a str>);
    let cases: [(Arguments, &[&str]); 8] = [
        ((None, None, None, None), &[]),
        ((Some(0), None, None, None), &[]),
        ((Some(100), None, None, None), &[]),
        ((Some(101), None, None, None), &["first"]),
        ((Some(-1), None, None, None), &["first"]),
        ((None, None, Some(i32::MIN), None), &["last"]),
        ((Some(1), None, Some(1), None), &["last"]),
        ((Some(-1), Some("x"), Some(101), Some("y")), &["last", "first", "last", "after", "before"]),
    ];
    for ((first, after, last, before), expected) in cases {
        let found = Window::parse(first, after, last, before).map(|_| ()).map_err(fields_of);
        let expected: Vec<String> = expected.iter().map(|field| (*field).to_owned()).collect();
        assert_eq!(found.err().unwrap_or_default(), expected, "{first:?} {after:?} {last:?} {before:?}");
    }
    assert_eq!(window(None, None, None, None), Window::default());
    assert!(window(None, None, Some(3), None).backward);
}

#[test]
fn an_unknown_start_comes_last_and_first_when_descending() {
    let started = |n: u32, on: Option<&str>| {
        let started_on = on.map(|on| on.parse().unwrap());
        buendnis::model::Initiative { started_on, ..initiative_no(n) }
    };
    let records =
        [started(1, None), started(2, Some("2015")), started(3, Some("2015-01~")), started(4, Some("2014-24"))];
    let snapshot = Snapshot::load(1, records.map(Into::into)).unwrap();
    let ids = |descending| {
        let list = snapshot.initiatives(OrderBy { order: Order::StartedOn, descending });
        list.iter().map(|i: Initiative| i.record().id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(ids(false), [4, 2, 3, 1]);
    assert_eq!(ids(true), [1, 3, 2, 4]);
}

#[test]
fn lists_of_records_that_are_not_there_are_empty() {
    let snapshot = Snapshot::empty();
    assert_eq!(snapshot.initiatives(OrderBy::default()).total(), 0);
    assert!(snapshot.node(NodeId::Initiative(initiative_no(1).id)).is_none());
    let window = Window::default();
    let list = snapshot.initiatives(OrderBy::default());
    let page = list.page(&window);
    assert!(page.items.is_empty() && !list.has_next(&window, &page) && !list.has_previous(&window, &page));
}

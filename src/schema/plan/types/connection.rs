//! Connections: what is not asked for, a page, its cursors, the number of all, is not computed.

use std::{cell::OnceCell, marker::PhantomData};

use super::{Asked, Event, Given, Initiative, Organisation, Out, Participation, Type, Unplanned, Write, leaf};
use crate::{
    schema::connection::count,
    snapshot::{
        key::Order,
        list::{Item, List, Page, Window, cursor},
    },
};

/// The type of the entries of a list.
pub trait Entry: Type {
    /// The names of the types of the connection and of its edges.
    const CONNECTION: &'static str;
    const EDGE: &'static str;
}

/// A list, and the part of it that was asked for.
pub struct Listed<'a, I> {
    list: List<'a, I>,
    window: Window,
    page: OnceCell<Page<I>>,
}

impl<'a, I: Item<'a>> Listed<'a, I> {
    fn page(&self) -> &Page<I> {
        self.page.get_or_init(|| self.list.page(&self.window))
    }

    fn cursor(&self, item: Option<&I>) -> Option<String> {
        item.map(|item| self.list.cursor(*item))
    }
}

/// A field that is a connection, of the list that `list` finds.
pub fn connection<T: Type, E: Entry>(
    asked: &Asked<'_>,
    list: impl for<'a> Fn(&T::Of<'a>, &Out<'a>) -> Result<List<'a, E::Of<'a>>, Unplanned> + Send + Sync + 'static,
) -> Option<Write<T>>
where
    for<'a> E::Of<'a>: Item<'a>,
{
    let (paging, below) = (Paging::of(asked)?, asked.select::<Connection<E>>()?);
    leaf::<T>(move |it, out| {
        let list = list(it, out)?;
        let window = paging.window(out)?;
        list.check(&window).map_err(|_| Unplanned)?;
        below.write(&Listed { list, window, page: OnceCell::new() }, out)
    })
}

/// The arguments that every connection has.
enum Paging {
    /// Without variables.
    Fixed(Window),
    Open {
        first: Given<Option<i32>>,
        after: Given<Option<String>>,
        last: Given<Option<i32>>,
        before: Given<Option<String>>,
    },
}

impl Paging {
    fn of(asked: &Asked<'_>) -> Option<Self> {
        let (first, last) = (Given::of(asked, "first")?, Given::of(asked, "last")?);
        let (after, before) =
            (Given::<Option<String>>::of(asked, "after")?, Given::<Option<String>>::of(asked, "before")?);
        match (first, after, last, before) {
            (Given::Fixed(first), Given::Fixed(after), Given::Fixed(last), Given::Fixed(before)) => {
                parse(first, after.as_deref(), last, before.as_deref()).ok().map(Self::Fixed)
            }
            (first, after, last, before) => Some(Self::Open { first, after, last, before }),
        }
    }

    fn window(&self, out: &Out<'_>) -> Result<Window, Unplanned> {
        match self {
            Self::Fixed(window) => Ok(window.clone()),
            Self::Open { first, after, last, before } => {
                let (after, before) = (after.get(out)?, before.get(out)?);
                parse(first.get(out)?, after.as_deref(), last.get(out)?, before.as_deref())
            }
        }
    }
}

fn parse(
    first: Option<i32>,
    after: Option<&str>,
    last: Option<i32>,
    before: Option<&str>,
) -> Result<Window, Unplanned> {
    Window::parse(first, after, last, before).map_err(|_| Unplanned)
}

/// `…Connection`.
struct Connection<E>(PhantomData<E>);

impl<E: Entry> Type for Connection<E>
where
    for<'a> E::Of<'a>: Item<'a>,
{
    type Of<'a> = Listed<'a, E::Of<'a>>;

    const NAME: &'static str = E::CONNECTION;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "nodes" => {
                let below = asked.select::<E>()?;
                leaf::<Self>(move |it, out| out.list(&it.page().items, |item, out| below.write(item, out)))
            }
            "edges" => {
                let below = asked.select::<Edge<E>>()?;
                leaf::<Self>(move |it, out| {
                    let order = it.list.order();
                    out.list(&it.page().items, |item, out| below.write(&(order, *item), out))
                })
            }
            "pageInfo" => {
                let below = asked.select::<PageInfo>()?;
                leaf::<Self>(move |it, out| {
                    let page = it.page();
                    let info = Info {
                        next: it.list.has_next(&it.window, page),
                        previous: it.list.has_previous(&it.window, page),
                        start: it.cursor(page.items.first()),
                        end: it.cursor(page.items.last()),
                    };
                    below.write(&info, out)
                })
            }
            "totalCount" => leaf::<Self>(|it, out| out.number(count(it.list.total()))),
            _ => None,
        }
    }
}

/// `…Edge`: an entry, and the order of its list.
struct Edge<E>(PhantomData<E>);

impl<E: Entry> Type for Edge<E>
where
    for<'a> E::Of<'a>: Item<'a>,
{
    type Of<'a> = (Order, E::Of<'a>);

    const NAME: &'static str = E::EDGE;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "cursor" => leaf::<Self>(|(order, it), out| out.plain(cursor(*it, *order))),
            "node" => {
                let below = asked.select::<E>()?;
                leaf::<Self>(move |(_, it), out| below.write(it, out))
            }
            _ => None,
        }
    }
}

/// `PageInfo`.
struct PageInfo;

/// What it says.
struct Info {
    next: bool,
    previous: bool,
    start: Option<String>,
    end: Option<String>,
}

impl Type for PageInfo {
    type Of<'a> = Info;

    const NAME: &'static str = "PageInfo";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "hasNextPage" => leaf::<Self>(|it, out| out.boolean(it.next)),
            "hasPreviousPage" => leaf::<Self>(|it, out| out.boolean(it.previous)),
            "startCursor" => leaf::<Self>(|it, out| out.optional_plain(it.start.as_deref())),
            "endCursor" => leaf::<Self>(|it, out| out.optional_plain(it.end.as_deref())),
            _ => None,
        }
    }
}

macro_rules! entries {
    ($($entry:ident)+) => {$(
        impl Entry for $entry {
            const CONNECTION: &'static str = concat!(stringify!($entry), "Connection");
            const EDGE: &'static str = concat!(stringify!($entry), "Edge");
        }
    )+};
}
entries! { Initiative Organisation Participation Event }

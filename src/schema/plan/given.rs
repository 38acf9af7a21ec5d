//! The arguments of fields: known when the operation is compiled, or with each request where they have variables.

use async_graphql::{InputType, Value};

use super::{Unplanned, out::Out, select::Asked};

/// An argument.
pub enum Given<T> {
    Fixed(T),
    /// Depends on variables.
    Open(Open<T>),
}

/// Finds a value with the variables of a request; none if it is not as it must be.
type Open<T> = Box<dyn Fn(&Out<'_>) -> Option<T> + Send + Sync>;

impl<T: InputType + Clone + Send + Sync + 'static> Given<T> {
    /// The argument of this name, or what an argument is that is left out. None where it is not as it must be.
    pub fn of(asked: &Asked<'_>, name: &str) -> Option<Self> {
        match asked.field.get_argument(name) {
            None => T::parse(None).ok().map(Self::Fixed),
            Some(value) => {
                let value = value.node.clone();
                let fixed = value.clone().into_const_with(|_| Err(()));
                let defaults = asked.scope.defaults.clone();
                let open = move |out: &Out<'_>| {
                    let given = |name: async_graphql::Name| {
                        let given = out.variables.get(&name).or_else(|| defaults.get(&name)?.as_ref());
                        given.cloned().ok_or(())
                    };
                    parse(value.clone().into_const_with(given).ok()?)
                };
                match fixed {
                    Ok(value) => parse(value).map(Self::Fixed),
                    Err(()) => Some(Self::Open(Box::new(open))),
                }
            }
        }
    }

    /// As [`of`](Self::of), with what is meant by leaving it out.
    pub fn or(asked: &Asked<'_>, name: &str, left_out: T) -> Option<Self> {
        if asked.field.get_argument(name).is_some() { Self::of(asked, name) } else { Some(Self::Fixed(left_out)) }
    }

    pub fn get(&self, out: &Out<'_>) -> Result<T, Unplanned> {
        match self {
            Self::Fixed(value) => Ok(value.clone()),
            Self::Open(value) => value(out).ok_or(Unplanned),
        }
    }
}

fn parse<T: InputType>(value: Value) -> Option<T> {
    T::parse(Some(value)).ok()
}

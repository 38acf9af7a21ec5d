//! The numbers that stand for the words of the vocabularies on disk.
//!
//! A number is given once and never again: words may be added, renamed or sorted differently in the model, the disk does
//! not notice. A new word does not compile before it has its number here.

use enumset::{EnumSet, EnumSetType};

use super::error::Flaw;
use crate::model::{
    Coverage, InitiativeKind, InitiativeStatus, OrganisationKind, Origin, ParticipationRole, StateCode,
};

/// A closed vocabulary with a number for each of its words.
pub trait Code: Copy {
    fn number(self) -> u8;

    fn from_number(number: u8) -> Result<Self, Flaw>;
}

/// The numbers of a set, in the order of its words.
pub fn numbers<T: Code + EnumSetType>(set: EnumSet<T>) -> Vec<u8> {
    set.iter().map(Code::number).collect()
}

/// The set of these numbers.
pub fn set<T: Code + EnumSetType>(numbers: &[u8]) -> Result<EnumSet<T>, Flaw> {
    numbers.iter().copied().map(T::from_number).collect()
}

macro_rules! codes {
    ($($name:ident { $($number:literal $variant:ident,)+ })+) => {$(
        impl Code for $name {
            fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)+ }
            }

            fn from_number(number: u8) -> Result<Self, Flaw> {
                match number {
                    $($number => Ok(Self::$variant),)+
                    _ => Err(Flaw::Number { vocabulary: stringify!($name), number }),
                }
            }
        }
    )+};
}

codes! {
    StateCode {
        1 Bw,
        2 By,
        3 Be,
        4 Bb,
        5 Hb,
        6 Hh,
        7 He,
        8 Mv,
        9 Ni,
        10 Nw,
        11 Rp,
        12 Sl,
        13 Sn,
        14 St,
        15 Sh,
        16 Th,
    }

    Coverage {
        1 Documented,
        2 NoFindings,
    }

    InitiativeKind {
        1 Dialogue,
        2 Alliance,
        3 Masterplan,
        4 Campaign,
        5 Network,
        6 Council,
        7 Agency,
        8 Project,
        9 Programme,
        10 EventSeries,
        11 Survey,
        12 Legislative,
    }

    InitiativeStatus {
        1 Planned,
        2 Active,
        3 Completed,
        4 Unknown,
    }

    OrganisationKind {
        1 Government,
        2 Municipality,
        3 Chamber,
        4 EmployersAssociation,
        5 IndustryAssociation,
        6 TradeUnion,
        7 Company,
        8 University,
        9 Research,
        10 Association,
        11 Network,
        12 Other,
    }

    ParticipationRole {
        1 Initiator,
        2 Lead,
        3 Sponsor,
        4 Funder,
        5 Patron,
        6 Chair,
        7 Member,
        8 Advisor,
        9 Signatory,
        10 Partner,
        11 Supporter,
        12 Contractor,
        13 Subject,
        14 Prospect,
    }

    Origin {
        1 Edit,
        2 Import,
        3 Merge,
        4 Revert,
    }
}

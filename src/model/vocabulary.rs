//! The closed vocabularies: every code with its spelling in the API and in files, and its German and English label.

use std::{fmt, str::FromStr};

/// Why a text is not a word of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {vocabulary}: one of {}", .words.join(", "))]
pub struct WordError {
    text: String,
    vocabulary: &'static str,
    words: Vec<&'static str>,
}

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident $word:literal $de:literal $en:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(enumset::EnumSetType, Debug, PartialOrd, Ord, Hash)]
        #[enumset(repr = "u16")]
        pub enum $name { $($(#[$word_doc])* $variant,)+ }

        impl $name {
            /// Every word, in order.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The spelling in the API and in files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What a reader calls it.
            pub const fn label(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::De) => $de, (Self::$variant, Language::En) => $en,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $name {
            type Err = WordError;

            fn from_str(text: &str) -> Result<Self, WordError> {
                Self::ALL.into_iter().find(|word| word.name() == text).ok_or_else(|| WordError {
                    text: super::text::excerpt(text, 40),
                    vocabulary: stringify!($name),
                    words: Self::ALL.map(Self::name).to_vec(),
                })
            }
        }
    )+};
}

vocabularies! {
    /// The languages of labels and texts.
    Language {
        De "DE" "Deutsch" "German",
        En "EN" "Englisch" "English",
    }

    /// Germany's states by ISO 3166-2:DE, without the prefix, in the order of their German names.
    StateCode {
        Bw "BW" "Baden-Württemberg" "Baden-Württemberg",
        By "BY" "Bayern" "Bavaria",
        Be "BE" "Berlin" "Berlin",
        Bb "BB" "Brandenburg" "Brandenburg",
        Hb "HB" "Bremen" "Bremen",
        Hh "HH" "Hamburg" "Hamburg",
        He "HE" "Hessen" "Hesse",
        Mv "MV" "Mecklenburg-Vorpommern" "Mecklenburg-Western Pomerania",
        Ni "NI" "Niedersachsen" "Lower Saxony",
        Nw "NW" "Nordrhein-Westfalen" "North Rhine-Westphalia",
        Rp "RP" "Rheinland-Pfalz" "Rhineland-Palatinate",
        Sl "SL" "Saarland" "Saarland",
        Sn "SN" "Sachsen" "Saxony",
        St "ST" "Sachsen-Anhalt" "Saxony-Anhalt",
        Sh "SH" "Schleswig-Holstein" "Schleswig-Holstein",
        Th "TH" "Thüringen" "Thuringia",
    }

    /// Whether the sources have anything to say about a state.
    Coverage {
        Documented "DOCUMENTED" "dokumentiert" "documented",
        NoFindings "NO_FINDINGS" "keine Erkenntnisse" "no findings",
    }

    /// What an initiative is.
    InitiativeKind {
        Dialogue "DIALOGUE" "Dialog" "Dialogue",
        Alliance "ALLIANCE" "Bündnis" "Alliance",
        Masterplan "MASTERPLAN" "Masterplan" "Masterplan",
        Campaign "CAMPAIGN" "Kampagne" "Campaign",
        Network "NETWORK" "Netzwerk" "Network",
        Council "COUNCIL" "Rat" "Council",
        Agency "AGENCY" "Geschäftsstelle" "Agency",
        Project "PROJECT" "Projekt" "Project",
        Programme "PROGRAMME" "Programm" "Programme",
        EventSeries "EVENT_SERIES" "Veranstaltungsreihe" "Event series",
        Survey "SURVEY" "Befragung" "Survey",
        Legislative "LEGISLATIVE" "Gesetzesinitiative" "Legislative initiative",
    }

    /// How far an initiative has come.
    InitiativeStatus {
        Planned "PLANNED" "geplant" "planned",
        Active "ACTIVE" "laufend" "active",
        Completed "COMPLETED" "abgeschlossen" "completed",
        Unknown "UNKNOWN" "unbekannt" "unknown",
    }

    /// What an organisation is.
    OrganisationKind {
        Government "GOVERNMENT" "Regierung und Ministerium" "Government and ministry",
        Municipality "MUNICIPALITY" "Kommune" "Municipality",
        Chamber "CHAMBER" "Kammer" "Chamber",
        EmployersAssociation "EMPLOYERS_ASSOCIATION" "Arbeitgeberverband" "Employers' association",
        IndustryAssociation "INDUSTRY_ASSOCIATION" "Industrieverband" "Industry association",
        TradeUnion "TRADE_UNION" "Gewerkschaft" "Trade union",
        Company "COMPANY" "Unternehmen" "Company",
        University "UNIVERSITY" "Hochschule" "University",
        Research "RESEARCH" "Forschungseinrichtung" "Research institute",
        Association "ASSOCIATION" "Verein" "Association",
        Network "NETWORK" "Netzwerk" "Network",
        Other "OTHER" "Sonstige" "Other",
    }

    /// The part an organisation has in an initiative, in the order in which participations are listed.
    ParticipationRole {
        Initiator "INITIATOR" "Initiator" "Initiator",
        Lead "LEAD" "Federführung" "Lead",
        Sponsor "SPONSOR" "Träger" "Sponsor",
        Funder "FUNDER" "Geldgeber" "Funder",
        Patron "PATRON" "Schirmherrschaft" "Patron",
        Chair "CHAIR" "Vorsitz" "Chair",
        Member "MEMBER" "Mitglied" "Member",
        Advisor "ADVISOR" "Beratung" "Advisor",
        Signatory "SIGNATORY" "Unterzeichner" "Signatory",
        Partner "PARTNER" "Partner" "Partner",
        Supporter "SUPPORTER" "Unterstützer" "Supporter",
        Contractor "CONTRACTOR" "Auftragnehmer" "Contractor",
        Subject "SUBJECT" "Gegenstand" "Subject",
        Prospect "PROSPECT" "Interessent" "Prospect",
    }

    /// How a kind of organisation takes part in an initiative.
    Involvement {
        Participating "PARTICIPATING" "beteiligt" "participating",
        Supporting "SUPPORTING" "unterstützend" "supporting",
        Absent "ABSENT" "nicht beteiligt" "absent",
        Unknown "UNKNOWN" "unbekannt" "unknown",
    }

    /// The types of record.
    SubjectType {
        State "STATE" "Land" "State",
        Initiative "INITIATIVE" "Initiative" "Initiative",
        Organisation "ORGANISATION" "Organisation" "Organisation",
        Participation "PARTICIPATION" "Beteiligung" "Participation",
        Event "EVENT" "Veranstaltung" "Event",
    }
}

impl StateCode {
    /// The full ISO 3166-2 code, such as `DE-BW`.
    pub const fn iso(self) -> &'static str {
        match self {
            Self::Bw => "DE-BW",
            Self::By => "DE-BY",
            Self::Be => "DE-BE",
            Self::Bb => "DE-BB",
            Self::Hb => "DE-HB",
            Self::Hh => "DE-HH",
            Self::He => "DE-HE",
            Self::Mv => "DE-MV",
            Self::Ni => "DE-NI",
            Self::Nw => "DE-NW",
            Self::Rp => "DE-RP",
            Self::Sl => "DE-SL",
            Self::Sn => "DE-SN",
            Self::St => "DE-ST",
            Self::Sh => "DE-SH",
            Self::Th => "DE-TH",
        }
    }
}

impl ParticipationRole {
    /// Whether a link in this role makes its organisation part of the initiative. Who is only being courted, written
    /// about or paid for a piece of work is linked to the initiative without taking part in it.
    pub const fn takes_part(self) -> bool {
        !matches!(self, Self::Prospect | Self::Subject | Self::Contractor)
    }
}

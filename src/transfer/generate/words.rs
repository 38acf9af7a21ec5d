//! German words to make names of. Without digits, so that numbered names stay apart from plain ones, and without two
//! words that fold to the same slug.

use crate::model::{InitiativeKind, OrganisationKind, StateCode};

pub fn places(state: StateCode) -> &'static [&'static str] {
    match state {
        StateCode::Bw => &["Tübingen", "Göppingen", "Lörrach", "Heilbronn", "Reutlingen", "Aalen"],
        StateCode::By => &["Nürnberg", "Würzburg", "Fürth", "Kempten", "Schweinfurt", "Passau"],
        StateCode::Be => &["Köpenick", "Spandau", "Neukölln", "Marzahn", "Adlershof", "Weißensee"],
        StateCode::Bb => &["Cottbus", "Eisenhüttenstadt", "Schwedt", "Jüterbog", "Senftenberg", "Oranienburg"],
        StateCode::Hb => &["Bremerhaven", "Vegesack", "Hemelingen", "Gröpelingen", "Huchting", "Blumenthal"],
        StateCode::Hh => &["Altona", "Harburg", "Bergedorf", "Wandsbek", "Eimsbüttel", "Finkenwerder"],
        StateCode::He => &["Gießen", "Rüsselsheim", "Hanau", "Kassel", "Fulda", "Groß-Gerau"],
        StateCode::Mv => &["Rostock", "Stralsund", "Güstrow", "Wismar", "Neubrandenburg", "Schwerin"],
        StateCode::Ni => &["Osnabrück", "Göttingen", "Wolfsburg", "Lüneburg", "Salzgitter", "Peine"],
        StateCode::Nw => &["Düsseldorf", "Köln", "Münster", "Gütersloh", "Duisburg", "Siegen"],
        StateCode::Rp => &["Ludwigshafen", "Koblenz", "Kaiserslautern", "Trier", "Andernach", "Pirmasens"],
        StateCode::Sl => &["Saarbrücken", "Völklingen", "Neunkirchen", "Homburg", "Dillingen", "Merzig"],
        StateCode::Sn => &["Görlitz", "Zwickau", "Chemnitz", "Plauen", "Döbeln", "Meißen"],
        StateCode::St => &["Halle", "Köthen", "Weißenfels", "Bitterfeld", "Stendal", "Schönebeck"],
        StateCode::Sh => &["Lübeck", "Kiel", "Flensburg", "Neumünster", "Brunsbüttel", "Itzehoe"],
        StateCode::Th => &["Jena", "Gera", "Eisenach", "Mühlhausen", "Nordhausen", "Sömmerda"],
    }
}

/// Where an organisation without a home state is at home.
pub const REGIONS: &[&str] =
    &["Deutschland", "Norddeutschland", "Süddeutschland", "Ostdeutschland", "Mitteldeutschland"];

pub const FAMILIES: &[&str] = &[
    "Müller",
    "Schäfer",
    "Weiß",
    "Krüger",
    "Jäger",
    "Köhler",
    "Böhm",
    "Lüders",
    "Strauß",
    "Groß",
    "Vogt",
    "Brandt",
    "Hübner",
    "Förster",
    "Hoffmann",
    "Roß",
    "Kühn",
    "Löwe",
    "Schröder",
    "Winkler",
    "Engel",
    "Möller",
    "Thiele",
    "Preuß",
];

/// What a company makes.
pub const BRANCHES: &[&str] = &[
    "Maschinenbau",
    "Metallbau",
    "Gießereitechnik",
    "Feinmechanik",
    "Kunststofftechnik",
    "Chemie",
    "Stahlbau",
    "Glasbau",
    "Papier",
    "Elektrotechnik",
    "Fahrzeugbau",
    "Werkzeugbau",
    "Textil",
    "Keramik",
    "Wärmetechnik",
    "Fördertechnik",
    "Schiffbau",
    "Halbleiter",
    "Möbelbau",
    "Süßwaren",
];

/// What an initiative or an office is about.
pub const FIELDS: &[&str] = &[
    "Energie",
    "Fachkräfte",
    "Außenhandel",
    "Gewässerschutz",
    "Digitalisierung",
    "Logistik",
    "Gründung",
    "Weiterbildung",
    "Kreislaufwirtschaft",
    "Wasserstoff",
    "Leichtbau",
    "Mobilität",
    "Arbeitsschutz",
    "Wärmewende",
    "Flächenentwicklung",
    "Forschung",
    "Akzeptanz",
    "Strukturwandel",
    "Großanlagen",
    "Ökodesign",
];

pub const TOPICS: &[&str] = &[
    "Dialog",
    "Fachkräfte",
    "Energie",
    "Digitalisierung",
    "Industrie 4.0",
    "Akzeptanz",
    "Infrastruktur",
    "Innovation",
    "Klimaschutz",
    "Mittelstand",
    "Mitbestimmung",
    "Strukturwandel",
    "Weiterbildung",
    "Standortentwicklung",
    "Öffentlichkeitsarbeit",
    "Außenwirtschaft",
];

pub const SUMMARIES: &[&str] = &[
    "Unternehmen, Gewerkschaften und Verwaltung aus {place} arbeiten hier zusammen; im Mittelpunkt steht {field}.",
    "Die Beteiligten wollen {place} als Standort für {branch} stärken und über {field} ins Gespräch kommen.",
    "Ziel ist es, die Größe und Bedeutung der Branche {branch} rund um {place} sichtbar zu machen.",
    "Regelmäßige Treffen in {place} bringen {field} voran. Die Ergebnisse fließen in Maßnahmen für {branch} ein.",
];

pub fn organisations(kind: OrganisationKind) -> &'static [&'static str] {
    match kind {
        OrganisationKind::Government => {
            &["Landesamt für {field} {place}", "Ministerium für {field}, Außenstelle {place}"]
        }
        OrganisationKind::Municipality => &["Stadt {place}, Amt für {field}", "Landkreis {place}, Stabsstelle {field}"],
        OrganisationKind::Chamber => &["Kammer für {branch} {place}", "Industriekammer {place}, Ausschuss {field}"],
        OrganisationKind::EmployersAssociation => {
            &["Arbeitgeberverband {branch} {place}", "Unternehmerverband {branch} {place}"]
        }
        OrganisationKind::IndustryAssociation => &["Industrieverband {branch} {place}", "Fachverband {branch} {place}"],
        OrganisationKind::TradeUnion => &["Gewerkschaft {branch} {place}", "Arbeitnehmerbund {branch} {place}"],
        OrganisationKind::Company => &[
            "{family} {branch} GmbH {place}",
            "{family} {branch} AG {place}",
            "{family} & Söhne {branch} KG {place}",
            "{branch}werke {family} {place}",
        ],
        OrganisationKind::University => &["Hochschule für {field} {place}", "Universität {place}, Lehrstuhl {field}"],
        OrganisationKind::Research => &["Institut für {field} {place}", "Forschungsstelle {branch} {place}"],
        OrganisationKind::Association => &["Verein {field} {place}", "Förderverein {branch} {place}"],
        OrganisationKind::Network => &["Netzwerk {field} {place}", "Cluster {branch} {place}"],
        OrganisationKind::Other => &["Agentur {field} {place}", "Stiftung {branch} {place}"],
    }
}

/// Groups that are named only as such.
pub const COLLECTIVES: &[&str] =
    &["Betriebe der Branche {branch} in {place}", "Beteiligte am Thema {field} in {place}"];

pub fn initiatives(kind: InitiativeKind) -> &'static [&'static str] {
    match kind {
        InitiativeKind::Dialogue => &["Industriedialog {field} {place}", "Branchendialog {branch} {place}"],
        InitiativeKind::Alliance => &["Bündnis für {field} {place}", "Allianz {branch} {place}"],
        InitiativeKind::Masterplan => &["Masterplan {field} {place}", "Leitbild {branch} {place}"],
        InitiativeKind::Campaign => &["Kampagne „{field} für {place}“", "Imagekampagne {branch} {place}"],
        InitiativeKind::Network => &["Netzwerk {field} {place}", "Arbeitskreis {branch} {place}"],
        InitiativeKind::Council => &["Rat für {field} {place}", "Beirat {branch} {place}"],
        InitiativeKind::Agency => &["Geschäftsstelle {field} {place}", "Leitstelle {branch} {place}"],
        InitiativeKind::Project => &["Projekt {field} {place}", "Modellprojekt {branch} {place}"],
        InitiativeKind::Programme => &["Förderprogramm {field} {place}", "Programm {branch} {place}"],
        InitiativeKind::EventSeries => &["Lange Nacht der {branch} {place}", "Woche {field} {place}"],
        InitiativeKind::Survey => &["Befragung {field} {place}", "Umfrage {branch} {place}"],
        InitiativeKind::Legislative => {
            &["Gesetzesinitiative {field} {place}", "Initiative Gesetzgebung {branch} {place}"]
        }
    }
}

pub const EVENTS: &[&str] = &[
    "Auftakt {field} {place}",
    "Kongress {branch} {place}",
    "Werkstatt {field} {place}",
    "Bürgerforum {field} {place}",
    "Jahrestagung {branch} {place}",
    "Fachgespräch {field} {place}",
    "Messe {branch} {place}",
    "Abschlusskonferenz {field} {place}",
];

"""An invented month for the tutorial's pictures: every study, name and number is made up."""

from __future__ import annotations

from xml.sax.saxutils import escape

from litwatch.sample.corpus import Corpus
from litwatch.sources.pubmed_xml import Parsed, read_articles

MONTH = "2026-10"


def _record(
    pmid: int,
    day: int,
    title: str,
    *sections: tuple[str, str],
    journal: str = "Example Journal of Primary Care",
    kind: tuple[str, str] = ("D016428", "Journal Article"),
    mesh: tuple[str, ...] = (),
) -> str:
    """A PubmedArticle as PubMed would send it."""
    abstract = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{escape(text)}</AbstractText>'
        for label, text in sections
    )
    headings = "".join(
        f"<MeshHeading><DescriptorName>{escape(name)}</DescriptorName></MeshHeading>"
        for name in mesh
    )
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article><Journal><Title>{journal}</Title><ISOAbbreviation>{journal}</ISOAbbreviation>
<JournalIssue><PubDate><Year>2026</Year><Month>Oct</Month><Day>{day}</Day></PubDate></JournalIssue>
</Journal><ArticleTitle>{escape(title)}</ArticleTitle><Abstract>{abstract}</Abstract>
<AuthorList><Author><LastName>Exempel</LastName><ForeName>Asta</ForeName><Initials>A</Initials></Author>
<Author><LastName>Fiktiv</LastName><ForeName>Bo</ForeName><Initials>B</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>
<PublicationType UI="{kind[0]}">{kind[1]}</PublicationType></PublicationTypeList></Article>
<MeshHeadingList>{headings}</MeshHeadingList></MedlineCitation><PubmedData><History>
<PubMedPubDate PubStatus="entrez"><Year>2026</Year><Month>10</Month><Day>{day}</Day></PubMedPubDate>
</History><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>
<ArticleId IdType="doi">10.9999/example.{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"""


RCT = ("D016449", "Randomized Controlled Trial")
REVIEW = ("D000078182", "Systematic Review")

ARTICLES = (
    _record(
        90000101,
        5,
        "Activity pacing with a physiotherapist or usual care for adults with post-COVID-19 "
        "condition in primary care: a randomised trial",
        (
            "BACKGROUND",
            "Many people with post-COVID-19 condition are offered advice on activity, yet few "
            "trials have tested it where most of them are seen.",
        ),
        (
            "METHODS",
            "In 12 practices, 184 adults with symptoms for at least 12 weeks were randomised to "
            "six sessions of activity pacing or to usual care. Post-exertional malaise was "
            "recorded by questionnaire at baseline and was not required for inclusion. The primary "
            "outcome was a fatigue score (0-33) at six months.",
        ),
        (
            "RESULTS",
            "Of those randomised, 161 were followed up; 71% were women and 58% reported "
            "post-exertional malaise. The mean fatigue score was 18.2 with pacing and 19.3 with "
            "usual care (difference -1.1, 95% CI -2.9 to 0.7). Lasting worsening was reported by "
            "11 and 14 participants.",
        ),
        ("CONCLUSIONS", "Pacing did not clearly reduce fatigue at six months."),
        kind=RCT,
        mesh=("Post-Acute COVID-19 Syndrome", "Fatigue", "Primary Health Care", "Adult"),
    ),
    _record(
        90000102,
        7,
        "Orthostatic intolerance in adults with myalgic encephalomyelitis: a two-year cohort study",
        (
            "METHODS",
            "We followed 120 adults who met the Canadian criteria for ME/CFS. A standing test of "
            "ten minutes was made each half-year.",
        ),
        (
            "RESULTS",
            "At the start 63 of 120 had orthostatic intolerance, after two years 58 of 104.",
        ),
        ("CONCLUSIONS", "Orthostatic intolerance was common and changed little."),
        mesh=("Fatigue Syndrome, Chronic", "Orthostatic Intolerance", "Cohort Studies"),
    ),
    _record(
        90000103,
        9,
        "School attendance of children with long COVID: a qualitative study",
        (
            "METHODS",
            "We interviewed 14 families in two regions about school and symptoms.",
        ),
        (
            "RESULTS",
            "Children described post-exertional malaise after school days. Shorter days and a "
            "quiet room helped some of them.",
        ),
        journal="Example Archives of Child Health",
    ),
    _record(
        90000104,
        12,
        "Sleep problems after COVID-19: a systematic review of 21 cohort studies",
        ("METHODS", "We searched four databases to March 2026 and assessed the risk of bias."),
        (
            "RESULTS",
            "Twenty-one studies with 8,412 people were included. Insomnia was reported by 11% to "
            "46% at six months.",
        ),
        ("CONCLUSIONS", "Estimates differ widely; most studies lacked a comparison group."),
        kind=REVIEW,
    ),
    _record(
        90000105,
        14,
        "Heart rate variability in chronic fatigue syndrome and in healthy people",
        ("METHODS", "We compared 40 patients with 40 healthy people over 24 hours."),
        ("RESULTS", "Variability at night was lower in patients."),
        journal="Example Journal of Physiology",
    ),
    _record(
        90000106,
        19,
        "Long COVID clinics and referral from general practice: a survey of 310 general "
        "practitioners",
        ("METHODS", "A postal survey of 310 general practitioners in one region."),
        ("RESULTS", "Of 310, 142 did not know how to refer; 97 had no clinic within reach."),
    ),
    _record(
        90000107,
        22,
        "Cytokine profiles in a mouse model of post-infectious fatigue",
        ("METHODS", "Mice were infected and followed for 60 days."),
        ("RESULTS", "Activity in the wheel fell by 30% and came back by day 45."),
        journal="Example Journal of Immunology",
    ),
    _record(
        90000108,
        27,
        "Cognitive difficulties in ME/CFS and work ability: a cross-sectional study",
        ("METHODS", "We tested 96 adults with ME/CFS and asked about their work."),
        ("RESULTS", "Slower processing went with lower work ability."),
        mesh=("Fatigue Syndrome, Chronic", "Cognition"),
    ),
)


def corpus() -> Corpus:
    """The month as a body of records that a loopback PubMed can answer from."""
    xml = f"<PubmedArticleSet>{''.join(ARTICLES)}</PubmedArticleSet>".encode()
    return Corpus((one.record, one.raw) for one in read_articles(xml) if isinstance(one, Parsed))

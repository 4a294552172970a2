"""Swedish cue stems for the vernacular titles of Swedish papers (Läkartidningen and others).

Facet → value → stems, matched as the English cues of facets.yaml are. Only titles: PubMed
holds no Swedish abstracts to speak of.
"""

from __future__ import annotations

SWEDISH: dict[str, dict[str, tuple[str, ...]]] = {
    "phase": {
        "identify": ("diagnos", "utred", "kriterier"),
        "treat": ("behandl", "läkemedel"),
        "rehabilitate": ("rehabilit", "fysioterap", "arbetsterap", "träning"),
        "follow_up": ("uppföljning", "prognos", "långtids"),
        "prevent": ("vaccin", "förebygg"),
        "organise": ("vårdkedj", "mottagning", "organis"),
    },
    "symptom": {
        "breathing": ("andning", "andnöd", "lungfunktion"),
        "cognition": ("hjärntrötthet", "kogniti", "hjärndimma"),
        "pain": ("smärt", "huvudvärk"),
        "fatigue": ("trötthet", "utmattbarhet"),
        "pem": ("ansträngningsutlöst", "ansträngningsintoleran"),
        "autonomic": ("ortostat", "autonom", "POTS"),
        "sleep": ("sömn",),
        "mental_health": ("depression", "ångest", "psykisk"),
        "smell_taste": ("lukt", "smak"),
    },
    "intervention": {
        "activity_pacing": ("aktivitetsanpass", "energihushåll", "pacing"),
        "exercise": ("fysisk träning", "fysisk aktivitet", "konditionsträning"),
        "psychological": ("KBT", "kognitiv beteende"),
        "work_support": ("sjukskriv", "arbetsåtergång"),
    },
    "population": {
        "children": ("barn",),
        "adolescents": ("ungdom", "tonår"),
        "older": ("äldre",),
        "women": ("kvinn",),
        "pregnancy": ("gravid",),
        "sex_compared": ("könsskillnad",),
    },
    "setting": {
        "vardcentral": ("primärvård", "vårdcentral", "allmänmedicin"),
        "inpatient_icu": ("intensivvård", "slutenvård"),
        "municipal": ("hemsjukvård", "kommunal"),
        "school": ("skol", "elevhälsa"),
        "occupational_insurance": ("sjukskriv", "företagshälsovård", "försäkringsmedicin"),
    },
    "profession": {
        "nurse": ("sjuksköt", "distriktssköt"),
        "physio": ("fysioterap", "sjukgymnast"),
        "ot": ("arbetsterap",),
        "psychologist": ("psykolog",),
        "dietitian": ("dietist",),
        "slp": ("logoped",),
    },
    "geography": {"sweden": ("Sverige", "svensk"), "stockholm": ("Stockholm", "Karolinska")},
}

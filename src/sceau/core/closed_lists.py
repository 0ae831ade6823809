"""Which words may the law and its facts use? The closed lists, by the stage that first needs them.

Words that one key alone takes stand beside that key, in ``vocabulary``.
"""

# accreditation
WORLDS = ("professional_world", "training_world", "school_directors", "companies")
"""Where the members of a commission come from."""
ACCREDITORS = ("cge", "cti", "france_competences", "other")
"""Who may accredit programmes."""
ROLES = ("holder", "co_holder", "partner", "provider", "label_office", "expert", "commission", "president")
"""Who may act for a label."""
ACTS = (
    "file_dossier",
    "sign_dossier",
    "bear_label",
    "run_programme",
    "take_part",
    "award_diploma",
    "check_dossier",
    "report",
    "give_opinion",
    "decide",
)
REQUESTS = ("first_request", "renewal")
OPINIONS = ("favourable", "with_reservations", "deferring", "unfavourable")
ACCREDITATIONS = ("granted", "granted_on_conditions", "deferred", "refused")
"""What a request for the label may lead to."""
LABEL_CHANGES = ("suspended", "reinstated", "withdrawn", "closed")
"""What may be done to a label after it was granted; it is closed by its school."""
SEQUELS = ("progress_report", "visit", "new_dossier", "phasing_out")
OBSERVED = (
    "schools",
    "programmes",
    "programmes_created",
    "programmes_closed",
    "programme_turnover",
    "partner_programmes",
    "students",
    "foreign_students_share",
    "graduates",
    "foreign_graduates_share",
    "year_of_creation",
    "year_of_registration",
    "years_in_a_school",
)
"""What the figures that texts publish count."""
SIGNS = ("exactly", "at_least", "more_than", "about")
"""How a text gives a number, the surest first: a figure made of several is no surer than its least sure."""
MEASURES = ("sum", "share", "balance", "turnover")
"""What may be made of figures."""

# catalogue
TEACHING_KINDS = (
    "theory",
    "practical_work",
    "group_work",
    "company_practice",
    "laboratory_practice",
    "lectures",
    "tutorials",
    "tutored_projects",
    "coaching",
)
PACES = ("full_time", "part_time", "evenings", "week_ends", "hybrid", "remote", "work_study")

# admission
DEGREE_FAMILIES = (
    "engineer",
    "management",
    "national_master",
    "dea",
    "dess",
    "third_cycle",
    "professional",
    "rncp_title",
    "foreign",
    "school_degree",
    "first_year_of_master",
    "bachelor",
    "other",
)
EVALUATORS = ("cti", "cefdg", "hceres", "other")
EXPERIENCE_NATURES = ("employment", "self_employment", "internship", "work_study", "volunteering")
VALIDATIONS = ("vap", "vae")
CEFR_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
LANGUAGE_TESTS = (
    "toeic",
    "toefl_ibt",
    "ielts",
    "linguaskill",
    "duolingo",
    "tcf",
    "tef",
    "testdaf",
    "dele",
    "other_test",
)
QUOTA_TOTALS = ("admitted", "enrolled", "places")
"""Out of whom a quota is counted."""
QUOTA_SCOPES = ("programme", "school")

# fees
PAYERS = ("self", "job_seeker", "employer", "third_party")
EDUCATION = ("initial", "continuing")
CONTRACTS = ("none", "apprenticeship", "professionalisation")
TAXES = ("net", "excluded")
CHARGED = ("person", "year", "intake")
THIRD_PARTY_PAYS = ("nothing", "part", "all")
REGISTERS = ("rncp", "rs")
"""The registers of certifications: the national one, and that of specific certifications."""
REFUND_CAUSES = ("visa_refused", "not_admitted", "renunciation", "resignation", "exempt_later")
"""Why a payment may be asked back, whether or not a text provides for it; a law may name other causes."""
AFTER_BREAK = ("whole", "pro_rata", "nothing")
TAKEN_FROM = ("price", "funding")
LEAVING_CAUSES = ("withdrawal", "resignation", "expulsion", "force_majeure")
"""Why somebody leaves, whether or not a text says what is owed then; a law may name other causes."""
LEAVING_FORMS = ("registered_letter", "letter", "email", "in_person")

# studies
MISSION_PLACES = ("company", "laboratory", "administration", "association", "school")
COMPONENTS = ("mission", "thesis", "defence")
RESIT_TRIGGERS = ("assessment_floor", "module_gap", "unit_below_pass_mark", "no_mark")
MEANS = ("module", "unit", "block", "general")
"""The means that a law may round before it compares them."""

# diploma
PLACEHOLDERS = ("speciality", "school")
"""What the wording of a diploma may name between braces."""
IDENTITY = ("birth_name", "first_names", "birth_date", "birth_place", "sex", "mode_of_access")

# graduates
ACTIVITIES = (
    "employed",
    "self_employed",
    "volunteer_service",
    "doctorate",
    "studying",
    "job_to_come",
    "seeking",
)
"""What a graduate may answer to a survey, several at once."""
SITUATIONS = (*ACTIVITIES, "inactive")
"""The situations that a table may give to a graduate."""
COUNTED = (*SITUATIONS, "unclassified", "outside_the_window", "no_answer")
"""The situations that an indicator may count: also those of an answer that no line describes, or that is none."""
JOB_CONTRACTS = (
    "permanent",
    "fixed_term",
    "temporary_agency",
    "civil_servant",
    "work_study_contract",
    "other_contract",
)
STATISTICS = ("share", "mean", "median")
MEASURED = ("months_to_first_job", "months_in_job", "salary")
UNTOLD = ("left_out", "counted")

# any stage
ACTORS = (
    "programme_director",
    "admission_jury",
    "studies_jury",
    "school_director",
    "registrar",
    "finance_officer",
    "label_office",
    "commission",
    "president",
)
"""Who may act or recognise something under the rules of a text."""
EVENTS = (
    "admission",
    "admission_received",
    "application_filed",
    "contract_signed",
    "enrolment",
    "teaching_starts",
    "teaching_ends",
    "leaving",
    "jury_meeting",
    "mission_ends",
    "defence",
    "accreditation_ends",
    "accreditation_decided",
)
"""The events a moment may count from; each is a fact, given with the question."""

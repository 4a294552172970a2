-- The database as the migrations make it in SQLite. Made by
-- `python -m litwatch.store.schema --write`; change the migrations, not this file.

CREATE TABLE account_event (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_account_event_what CHECK (what IN ('added', 'role', 'left', 'back', 'password', 'sessions')),
    CONSTRAINT fk_account_event_user_id_user_account FOREIGN KEY(user_id) REFERENCES user_account (id)
);

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE alert (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    touches JSON NOT NULL,
    opened_at DATETIME NOT NULL,
    acknowledged_at DATETIME,
    acknowledged_by VARCHAR NOT NULL,
    reason TEXT NOT NULL,
    escalated_at DATETIME,
    closed_at DATETIME, closed_by VARCHAR, closed_words TEXT,
    CONSTRAINT fk_alert_record_id_record FOREIGN KEY(record_id) REFERENCES record (id),
    CONSTRAINT uq_alert_record_id_state UNIQUE (record_id, state)
);

CREATE TABLE api_token (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    may_write BOOLEAN NOT NULL,
    made_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    revoked_at DATETIME,
    used_at DATETIME,
    CONSTRAINT fk_api_token_user_id_user_account FOREIGN KEY(user_id) REFERENCES user_account (id),
    CONSTRAINT uq_api_token_sha256 UNIQUE (sha256)
);

CREATE TABLE approval (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    month VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    at DATETIME NOT NULL
);

CREATE TABLE audit_sample (
    month VARCHAR NOT NULL,
    record_id VARCHAR NOT NULL,
    place FLOAT NOT NULL,
    model VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_audit_sample PRIMARY KEY (month, record_id),
    CONSTRAINT fk_audit_sample_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE decision (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reason TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_decision_verdict CHECK (verdict IN ('include', 'exclude', 'maybe')),
    CONSTRAINT fk_decision_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE decision_undo (
    decision_id INTEGER NOT NULL,
    "by" VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_decision_undo PRIMARY KEY (decision_id),
    CONSTRAINT fk_decision_undo_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id)
);

CREATE TABLE deck (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL,
    owner VARCHAR NOT NULL,
    mail VARCHAR NOT NULL,
    module VARCHAR NOT NULL,
    added_by VARCHAR NOT NULL,
    added_at DATETIME NOT NULL,
    read_at DATETIME,
    removed_at DATETIME,
    removed_by VARCHAR NOT NULL
);

CREATE TABLE deck_slide (
    deck_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    title TEXT NOT NULL,
    statements JSON NOT NULL,
    works JSON NOT NULL,
    CONSTRAINT pk_deck_slide PRIMARY KEY (deck_id, place),
    CONSTRAINT fk_deck_slide_deck_id_deck FOREIGN KEY(deck_id) REFERENCES deck (id)
);

CREATE TABLE delivery (
    month VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    mail VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    answer TEXT NOT NULL,
    message_id VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_delivery PRIMARY KEY (month, revision, mail),
    CONSTRAINT ck_delivery_state CHECK (state IN ('sending', 'sent', 'refused', 'failed'))
);

CREATE TABLE "edition" (
    id INTEGER NOT NULL,
    month VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    body BLOB NOT NULL,
    sha256 VARCHAR NOT NULL,
    made_at DATETIME NOT NULL,
    published_at DATETIME,
    published_by VARCHAR,
    manifest_sha256 VARCHAR,
    note TEXT DEFAULT '' NOT NULL,
    note_by VARCHAR DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_edition_month_revision UNIQUE (month, revision),
    CONSTRAINT ck_edition_state CHECK (state IN ('draft', 'in_review', 'approved', 'published', 'corrected'))
);

CREATE TABLE fault_report (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    page VARCHAR NOT NULL,
    words TEXT NOT NULL,
    mail VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    answer TEXT NOT NULL,
    closed_by VARCHAR NOT NULL,
    closed_at DATETIME
);

CREATE TABLE harvest_window (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL,
    topic VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    date_field VARCHAR NOT NULL,
    first DATE NOT NULL,
    last DATE NOT NULL,
    term TEXT NOT NULL,
    count INTEGER,
    translation TEXT NOT NULL,
    warnings JSON NOT NULL,
    state VARCHAR NOT NULL,
    opened_at DATETIME NOT NULL,
    listed_at DATETIME,
    closed_at DATETIME, source VARCHAR DEFAULT 'pubmed' NOT NULL,
    CONSTRAINT ck_harvest_window_state CHECK (state IN ('open', 'incomplete', 'complete')),
    CONSTRAINT fk_harvest_window_run_id_run FOREIGN KEY(run_id) REFERENCES run (id)
);

CREATE TABLE login_attempt (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    passed BOOLEAN NOT NULL,
    at DATETIME NOT NULL
);

CREATE TABLE model_event (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    question VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    reason TEXT NOT NULL,
    metrics JSON NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_model_event_action CHECK (action IN ('promoted', 'refused', 'rolled_back')),
    CONSTRAINT ck_model_event_question CHECK (question IN ('relevance', 'usefulness'))
);

CREATE TABLE outside_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    body VARCHAR NOT NULL,
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    day DATE NOT NULL,
    words TEXT NOT NULL,
    added_by VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    removed_at DATETIME
);

CREATE TABLE prediction (
    record_id VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    score FLOAT NOT NULL,
    band VARCHAR NOT NULL,
    at DATETIME NOT NULL, known FLOAT, why JSON,
    CONSTRAINT pk_prediction PRIMARY KEY (record_id, model),
    CONSTRAINT ck_prediction_band CHECK (band IN ('likely', 'uncertain', 'unlikely')),
    CONSTRAINT fk_prediction_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE rating (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    scale VARCHAR NOT NULL,
    value INTEGER NOT NULL,
    reviewer VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_rating_audience CHECK (audience IN ('vardcentral', 'primarvardsrehab')),
    CONSTRAINT ck_rating_scale CHECK (scale IN ('relevance', 'newsworthiness')),
    CONSTRAINT ck_rating_value CHECK (value BETWEEN 1 AND 7),
    CONSTRAINT fk_rating_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE raw (
    sha256 VARCHAR NOT NULL,
    body BLOB NOT NULL,
    fetched_at DATETIME NOT NULL,
    CONSTRAINT pk_raw PRIMARY KEY (sha256)
);

CREATE TABLE reading (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    reader VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    instead_of VARCHAR NOT NULL,
    words TEXT NOT NULL,
    asked_by VARCHAR NOT NULL,
    asked_at DATETIME NOT NULL,
    answer TEXT NOT NULL,
    closed_by VARCHAR NOT NULL,
    closed_at DATETIME,
    CONSTRAINT ck_reading_kind CHECK (kind IN ('second', 'expert')),
    CONSTRAINT fk_reading_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE recall (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL,
    gold VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    how VARCHAR NOT NULL,
    expected INTEGER NOT NULL,
    found INTEGER NOT NULL,
    missed JSON NOT NULL,
    not_testable JSON NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_recall_how CHECK (how IN ('offline', 'live')),
    CONSTRAINT fk_recall_run_id_run FOREIGN KEY(run_id) REFERENCES run (id)
);

CREATE TABLE received_view (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party VARCHAR NOT NULL,
    day DATE NOT NULL,
    words TEXT NOT NULL,
    about VARCHAR NOT NULL,
    added_by VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    handled TEXT NOT NULL,
    handled_by VARCHAR NOT NULL,
    handled_at DATETIME,
    informed DATE
);

CREATE TABLE record (
    id VARCHAR NOT NULL,
    pmid VARCHAR,
    doi VARCHAR,
    pmcid VARCHAR,
    title TEXT NOT NULL,
    journal VARCHAR NOT NULL,
    year INTEGER,
    created DATE,
    revised DATE,
    state VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    first_seen DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    checked_at DATETIME,
    gone_at DATETIME,
    raw_sha VARCHAR,
    body TEXT NOT NULL,
    CONSTRAINT pk_record PRIMARY KEY (id),
    CONSTRAINT ck_record_role CHECK (role IN ('background', 'imported', 'watched')),
    CONSTRAINT fk_record_raw_sha_raw FOREIGN KEY(raw_sha) REFERENCES raw (sha256),
    CONSTRAINT uq_record_pmid UNIQUE (pmid)
);

CREATE TABLE record_note (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    text TEXT NOT NULL,
    reviewer VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT fk_record_note_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE record_notice (
    id INTEGER NOT NULL,
    record_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    target TEXT NOT NULL,
    source VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    direction VARCHAR,
    pmid VARCHAR,
    doi VARCHAR,
    citation TEXT NOT NULL,
    note TEXT NOT NULL,
    first_seen DATE NOT NULL, dated DATE, missing_since DATE, cleared DATE, cleared_by VARCHAR,
    CONSTRAINT pk_record_notice PRIMARY KEY (id),
    CONSTRAINT fk_record_notice_record_id_record FOREIGN KEY(record_id) REFERENCES record (id),
    CONSTRAINT uq_record_notice_record_id_kind_target_source UNIQUE (record_id, kind, target, source)
);

CREATE TABLE record_revision (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    changed JSON NOT NULL,
    raw_before VARCHAR,
    raw_after VARCHAR,
    at DATETIME NOT NULL,
    CONSTRAINT fk_record_revision_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE record_source (
    record_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    first_seen DATETIME NOT NULL,
    CONSTRAINT pk_record_source PRIMARY KEY (record_id, source),
    CONSTRAINT fk_record_source_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE record_text (
    id INTEGER NOT NULL,
    record_id VARCHAR NOT NULL,
    title TEXT NOT NULL,
    terms TEXT NOT NULL,
    abstract TEXT NOT NULL,
    CONSTRAINT pk_record_text PRIMARY KEY (id),
    CONSTRAINT fk_record_text_record_id_record FOREIGN KEY(record_id) REFERENCES record (id),
    CONSTRAINT uq_record_text_record_id UNIQUE (record_id)
);

CREATE VIRTUAL TABLE record_text_fts USING fts5(
    title, terms, abstract,
    content='record_text', content_rowid='id', tokenize='ascii'
);

CREATE TABLE record_topic (
    record_id VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    window_id INTEGER NOT NULL,
    first_seen DATETIME NOT NULL,
    CONSTRAINT pk_record_topic PRIMARY KEY (record_id, topic, part, fingerprint),
    CONSTRAINT fk_record_topic_record_id_record FOREIGN KEY(record_id) REFERENCES record (id),
    CONSTRAINT fk_record_topic_window_id_harvest_window FOREIGN KEY(window_id) REFERENCES harvest_window (id)
);

CREATE TABLE relation (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    statement VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    why TEXT NOT NULL,
    reviewer VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_relation_kind CHECK (kind IN ('supports', 'nuances', 'contradicts', 'new', 'none')),
    CONSTRAINT fk_relation_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE resolution (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    record_id VARCHAR NOT NULL,
    decision_id INTEGER NOT NULL,
    how VARCHAR NOT NULL,
    words TEXT NOT NULL,
    "by" VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_resolution_how CHECK (how IN ('talk', 'third', 'rule')),
    CONSTRAINT fk_resolution_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id),
    CONSTRAINT fk_resolution_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE retraction_watch (
    id INTEGER NOT NULL,
    nature VARCHAR NOT NULL,
    dated DATE,
    doi VARCHAR,
    pmid VARCHAR,
    notice_doi VARCHAR,
    notice_pmid VARCHAR,
    reasons TEXT NOT NULL,
    CONSTRAINT pk_retraction_watch PRIMARY KEY (id)
);

CREATE TABLE run (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    params JSON NOT NULL,
    started_at DATETIME NOT NULL,
    finished_at DATETIME,
    requests INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE same_work (
    first VARCHAR NOT NULL,
    second VARCHAR NOT NULL,
    how VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    score FLOAT,
    evidence TEXT NOT NULL,
    "by" VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_same_work PRIMARY KEY (first, second),
    CONSTRAINT ck_same_work_state CHECK (state IN ('certain', 'proposed', 'confirmed', 'rejected')),
    CONSTRAINT fk_same_work_first_record FOREIGN KEY(first) REFERENCES record (id),
    CONSTRAINT fk_same_work_second_record FOREIGN KEY(second) REFERENCES record (id)
);

CREATE TABLE saved_view (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    owner VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    "query" TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT uq_saved_view_owner_name UNIQUE (owner, name)
);

CREATE TABLE seminar (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    day DATE NOT NULL,
    module VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    participants JSON NOT NULL,
    remarks TEXT NOT NULL,
    added_by VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    removed_at DATETIME,
    removed_by VARCHAR NOT NULL
);

CREATE TABLE sent_decision (
    reviewer VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    decision_id INTEGER NOT NULL,
    CONSTRAINT pk_sent_decision PRIMARY KEY (reviewer, "key"),
    CONSTRAINT fk_sent_decision_decision_id_decision FOREIGN KEY(decision_id) REFERENCES decision (id)
);

CREATE TABLE statement_version (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    statement VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    status VARCHAR NOT NULL,
    ks_page VARCHAR NOT NULL,
    source TEXT NOT NULL,
    lifecycle VARCHAR NOT NULL,
    say_now TEXT NOT NULL,
    why TEXT NOT NULL,
    pmids JSON NOT NULL,
    due DATE,
    state VARCHAR NOT NULL,
    proposed_by VARCHAR NOT NULL,
    proposed_at DATETIME NOT NULL,
    settled_by VARCHAR NOT NULL,
    settled_at DATETIME,
    CONSTRAINT ck_statement_version_lifecycle CHECK (lifecycle IN ('active', 'under_review', 'retired')),
    CONSTRAINT ck_statement_version_state CHECK (state IN ('proposed', 'in_force', 'refused')),
    CONSTRAINT ck_statement_version_status CHECK (status IN ('ks_summary', 'found', 'draft')),
    CONSTRAINT uq_statement_version_statement_version UNIQUE (statement, version)
);

CREATE TABLE status_check (
    record_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    answered_at DATETIME NOT NULL,
    CONSTRAINT pk_status_check PRIMARY KEY (record_id, source),
    CONSTRAINT fk_status_check_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE strategy (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    topic VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    "query" TEXT NOT NULL,
    author VARCHAR NOT NULL,
    reason TEXT NOT NULL,
    state VARCHAR NOT NULL,
    findings JSON NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT ck_strategy_state CHECK (state IN ('proposed', 'active', 'retired')),
    CONSTRAINT uq_strategy_topic_part_version UNIQUE (topic, part, version)
);

CREATE TABLE subscriber (
    mail VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    token VARCHAR NOT NULL,
    added_at DATETIME NOT NULL,
    left_at DATETIME,
    CONSTRAINT pk_subscriber PRIMARY KEY (mail),
    CONSTRAINT ck_subscriber_lang CHECK (lang IN ('sv', 'en')),
    CONSTRAINT ck_subscriber_audience CHECK (audience IN ('', 'vardcentral', 'primarvardsrehab')),
    CONSTRAINT uq_subscriber_token UNIQUE (token)
);

CREATE TABLE tag (
    record_id VARCHAR NOT NULL,
    facet VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    evidence JSON NOT NULL,
    taxonomy_version VARCHAR NOT NULL,
    at DATETIME NOT NULL, confidence VARCHAR,
    CONSTRAINT pk_tag PRIMARY KEY (record_id, facet, value, "by"),
    CONSTRAINT ck_tag_state CHECK (state IN ('proposed', 'accepted', 'rejected')),
    CONSTRAINT fk_tag_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE task (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    deck_id INTEGER,
    words TEXT NOT NULL,
    owner VARCHAR NOT NULL,
    mail VARCHAR NOT NULL,
    opened_at DATETIME NOT NULL,
    mailed_at DATETIME,
    done_at DATETIME,
    done_by VARCHAR NOT NULL,
    done_words TEXT NOT NULL,
    CONSTRAINT ck_task_kind CHECK (kind IN ('slide', 'statement', 'review')),
    CONSTRAINT fk_task_deck_id_deck FOREIGN KEY(deck_id) REFERENCES deck (id)
);

CREATE TABLE usefulness (
    record_id VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL,
    score FLOAT NOT NULL,
    points JSON NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_usefulness PRIMARY KEY (record_id),
    CONSTRAINT fk_usefulness_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE TABLE user_account (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    mail VARCHAR NOT NULL,
    password_hash VARCHAR,
    session_key VARCHAR NOT NULL,
    added_by VARCHAR NOT NULL,
    added_at DATETIME NOT NULL,
    left_at DATETIME,
    CONSTRAINT ck_user_account_role CHECK (role IN ('reader', 'trainer', 'curator', 'specialist', 'child_specialist', 'rpo', 'editor', 'admin')),
    CONSTRAINT uq_user_account_name UNIQUE (name)
);

CREATE TABLE visit (
    reviewer VARCHAR NOT NULL,
    last_at DATETIME NOT NULL,
    before_at DATETIME,
    CONSTRAINT pk_visit PRIMARY KEY (reviewer)
);

CREATE TABLE window_pmid (
    window_id INTEGER NOT NULL,
    pmid VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    CONSTRAINT pk_window_pmid PRIMARY KEY (window_id, pmid),
    CONSTRAINT ck_window_pmid_state CHECK (state IN ('found', 'fetched', 'known', 'missing')),
    CONSTRAINT fk_window_pmid_window_id_harvest_window FOREIGN KEY(window_id) REFERENCES harvest_window (id)
);

CREATE TABLE written_field (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    month VARCHAR NOT NULL,
    record_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    text TEXT NOT NULL,
    reviewer VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT fk_written_field_record_id_record FOREIGN KEY(record_id) REFERENCES record (id)
);

CREATE INDEX ix_account_event_user_id ON account_event (user_id);

CREATE INDEX ix_api_token_user_id ON api_token (user_id);

CREATE INDEX ix_approval_month_revision ON approval (month, revision);

CREATE INDEX ix_decision_at ON decision (at);

CREATE INDEX ix_decision_record_id ON decision (record_id);

CREATE INDEX ix_decision_reviewer_at ON decision (reviewer, at);

CREATE INDEX ix_harvest_window_run_id ON harvest_window (run_id);

CREATE INDEX ix_login_attempt_at ON login_attempt (at);

CREATE INDEX ix_login_attempt_name_at ON login_attempt (name, at);

CREATE INDEX ix_outside_item_day ON outside_item (day);

CREATE INDEX ix_rating_record_id ON rating (record_id);

CREATE INDEX ix_reading_record_id_kind ON reading (record_id, kind);

CREATE INDEX ix_recall_run_id ON recall (run_id);

CREATE INDEX ix_received_view_day ON received_view (day);

CREATE INDEX ix_record_created ON record (created);

CREATE INDEX ix_record_doi ON record (doi);

CREATE INDEX ix_record_note_record_id ON record_note (record_id);

CREATE INDEX ix_record_notice_pmid ON record_notice (pmid);

CREATE INDEX ix_record_pmcid ON record (pmcid);

CREATE INDEX ix_record_revision_record_id ON record_revision (record_id);

CREATE INDEX ix_record_role ON record (role);

CREATE INDEX ix_record_role_first_seen ON record (role, first_seen);

CREATE INDEX ix_record_state ON record (state);

CREATE INDEX ix_record_topic_topic ON record_topic (topic);

CREATE INDEX ix_relation_record_id_statement ON relation (record_id, statement);

CREATE INDEX ix_relation_statement ON relation (statement);

CREATE INDEX ix_resolution_record_id ON resolution (record_id);

CREATE INDEX ix_retraction_watch_doi ON retraction_watch (doi);

CREATE INDEX ix_retraction_watch_pmid ON retraction_watch (pmid);

CREATE INDEX ix_seminar_day ON seminar (day);

CREATE INDEX ix_statement_version_statement ON statement_version (statement);

CREATE INDEX ix_strategy_fingerprint ON strategy (fingerprint);

CREATE INDEX ix_tag_people_at ON tag (at) WHERE "by" <> 'machine';

CREATE INDEX ix_task_about ON task (about);

CREATE INDEX ix_written_field_month_record_id_field_audience ON written_field (month, record_id, field, audience);

CREATE UNIQUE INDEX uq_harvest_window_unfinished ON harvest_window (source, topic, part, fingerprint, date_field, first, last) WHERE state <> 'complete';

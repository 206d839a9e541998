"""Every step from an empty file to today's tables. Never imports domain: an old step stays as it was.

A step that changes values of records has to journal them as a change does, or a check finds rows that the history
does not have. A column that is added empty needs nothing.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("suffdesk")

_APPEND_ONLY = ("change_log", "journal")


def _append_only(db: Database, table: str) -> None:
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _entity(db: Database, name: str, columns: str) -> None:
    db.execute(f"CREATE TABLE {name} (id TEXT PRIMARY KEY NOT NULL, row_version INTEGER NOT NULL, {columns}) STRICT")


_CHILD_ID = "child_id TEXT NOT NULL REFERENCES child (id) ON DELETE RESTRICT"
_WHERE_FROM = (
    "home_postcode TEXT, placement_postcode TEXT, home_authority TEXT, placement_authority TEXT, "
    "miles REAL, postcodes_version TEXT"
)


@MIGRATIONS()
def m001_journal(db: Database) -> None:
    """The record of changes, and facts about the store."""
    db.execute("CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value TEXT) STRICT, WITHOUT ROWID")
    # The rows of one change follow one another, so a change holds the first and last of them; no index and no
    # foreign key says it again, as these would double the cost of an import.
    db.execute(
        "CREATE TABLE change_log (seq INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, made_at TEXT NOT NULL, "
        "who TEXT NOT NULL, undoes INTEGER REFERENCES change_log (seq), version TEXT NOT NULL, "
        "first_entry INTEGER NOT NULL, last_entry INTEGER NOT NULL, chain BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE journal (seq INTEGER PRIMARY KEY, entity TEXT NOT NULL, row_id TEXT NOT NULL, "
        "operation TEXT NOT NULL CHECK (operation IN ('insert', 'update', 'delete')), digest BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE TABLE journal_image (seq INTEGER PRIMARY KEY, salt BLOB, before TEXT, after TEXT) STRICT")
    db.execute("CREATE INDEX journal_by_row ON journal (row_id)")
    for table in _APPEND_ONLY:
        _append_only(db, table)


@MIGRATIONS()
def m002_children(db: Database) -> None:
    """Children, their care, and where they live."""
    _entity(
        db, "child",
        "reference TEXT NOT NULL UNIQUE, identifier TEXT NOT NULL UNIQUE, date_of_birth TEXT, sex TEXT, "
        "ethnicity TEXT, upn TEXT, mother INTEGER, mother_child_born TEXT, collection_year INTEGER",
    )  # fmt: skip
    _entity(
        db, "care_period",
        f"{_CHILD_ID}, started TEXT NOT NULL, start_known INTEGER NOT NULL, until TEXT, reason_ceased TEXT",
    )  # fmt: skip
    _entity(db, "provider", "name TEXT NOT NULL, sector TEXT")
    _entity(
        db, "setting",
        "provider_id TEXT REFERENCES provider (id) ON DELETE RESTRICT, name TEXT, kind TEXT, urn TEXT UNIQUE, "
        "sector TEXT, postcode TEXT",
    )  # fmt: skip
    # opening_episode_id and placement_id point at one another, so they are checked at the end of the change;
    # ON DELETE RESTRICT would be checked at once all the same
    _entity(
        db, "placement",
        f"{_CHILD_ID}, "
        "care_period_id TEXT REFERENCES care_period (id) DEFERRABLE INITIALLY DEFERRED, "
        "opening_episode_id TEXT REFERENCES episode (id) DEFERRABLE INITIALLY DEFERRED, "
        "setting_id TEXT REFERENCES setting (id) ON DELETE RESTRICT, basis TEXT NOT NULL, source TEXT NOT NULL, "
        "counted INTEGER NOT NULL, started TEXT NOT NULL, until TEXT, place TEXT, provider TEXT, urn TEXT, "
        f"{_WHERE_FROM}",
    )  # fmt: skip
    _entity(
        db, "episode",
        f"{_CHILD_ID}, started TEXT NOT NULL, position INTEGER NOT NULL, reason_new TEXT, legal_status TEXT, "
        "need TEXT, place TEXT, provider TEXT, until TEXT, reason_ceased TEXT, reason_change TEXT, urn TEXT, "
        f"{_WHERE_FROM}, placement_id TEXT REFERENCES placement (id) DEFERRABLE INITIALLY DEFERRED, "
        "collection_year INTEGER",
    )  # fmt: skip
    for table in ("care_period", "placement", "episode"):
        db.execute(f"CREATE INDEX {table}_by_child ON {table} (child_id, started)")
    db.execute("CREATE INDEX placement_by_setting ON placement (setting_id)")
    db.execute("CREATE INDEX placement_by_care_period ON placement (care_period_id)")
    db.execute("CREATE INDEX placement_by_opening ON placement (opening_episode_id)")
    db.execute("CREATE INDEX episode_by_placement ON episode (placement_id)")


@MIGRATIONS()
def m003_returned(db: Database) -> None:
    """The other tables of the return, and population."""
    year = "collection_year INTEGER NOT NULL"
    tables = {
        "review": "reviewed_on TEXT NOT NULL, participation TEXT",
        "uasc_status": "ceased_on TEXT",
        "outcomes": (
            "sdq_score INTEGER, sdq_reason TEXT, convicted INTEGER, health_check INTEGER, immunisations INTEGER, "
            "teeth_check INTEGER, health_assessment INTEGER, substance_misuse INTEGER, intervention_received INTEGER, "
            "intervention_offered INTEGER"
        ),
        "care_leaver": "in_touch TEXT, activity TEXT, accommodation TEXT",
        "adoption": (
            "decided_on TEXT, matched_on TEXT, foster_carer INTEGER, adopters INTEGER, adopters_sex TEXT, "
            "adopters_status TEXT"
        ),
        "adoption_decision": "placed_on TEXT NOT NULL, ceased_on TEXT, reason_ceased TEXT",
        "previous_permanence": "option TEXT, authority TEXT, ordered_on TEXT",
        "missing_period": "kind TEXT, started TEXT NOT NULL, until TEXT",
        "social_worker": "worker TEXT, started TEXT NOT NULL, until TEXT, reason TEXT",
        "deprivation_of_liberty": "started TEXT NOT NULL, until TEXT",
    }
    for name, columns in tables.items():
        _entity(db, name, f"{_CHILD_ID}, {columns}, {year}")
        db.execute(f"CREATE INDEX {name}_by_child ON {name} (child_id)")
    _entity(
        db, "return_table",
        f"{year}, table_name TEXT NOT NULL, file_name TEXT NOT NULL, rows_read INTEGER NOT NULL, "
        "rows_left_out INTEGER NOT NULL, rows_listed INTEGER NOT NULL, digest TEXT NOT NULL, imported_at TEXT NOT NULL",
    )  # fmt: skip
    _entity(
        db, "population",
        "authority TEXT NOT NULL, mid_year INTEGER NOT NULL, aged_0_to_17 INTEGER NOT NULL, source TEXT NOT NULL, "
        "UNIQUE (authority, mid_year)",
    )  # fmt: skip


@MIGRATIONS()
def m004_register(db: Database) -> None:
    """What the register needs beyond 50,000 rows: an index for each sort it offers there, and one for each search."""
    for name, table, columns in (
        ("episode_by_place", "episode", "(place, child_id)"),
        ("episode_by_miles", "episode", "(miles, child_id)"),
        ("episode_by_placement_postcode", "episode", "(placement_postcode)"),
        ("episode_by_home_postcode", "episode", "(home_postcode)"),
        ("episode_by_urn", "episode", "(urn) WHERE urn IS NOT NULL"),
        ("placement_by_start", "placement", "(started, child_id)"),
        ("child_by_birth", "child", "(date_of_birth, id)"),
    ):
        db.execute(f"CREATE INDEX {name} ON {table} {columns}")
    # Rows of FTS5 are known by number, and VACUUM (every backup) may renumber a table that has text for its key.
    db.execute(
        "CREATE TABLE child_search "
        "(number INTEGER PRIMARY KEY, child_id TEXT NOT NULL UNIQUE, words TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE VIRTUAL TABLE child_words USING fts5 (words, content = 'child_search', content_rowid = 'number', "
        "tokenize = 'trigram', detail = 'none', columnsize = 0)"
    )
    words = "{0}.reference || ' ' || {0}.identifier"
    add = (
        f"INSERT INTO child_search (child_id, words) VALUES (new.id, {words.format('new')}); "
        f"INSERT INTO child_words (rowid, words) SELECT number, words FROM child_search WHERE child_id = new.id;"
    )
    remove = (
        "INSERT INTO child_words (child_words, rowid, words) "
        "SELECT 'delete', number, words FROM child_search WHERE child_id = old.id; "
        "DELETE FROM child_search WHERE child_id = old.id;"
    )
    changed = f"WHEN {words.format('old')} <> {words.format('new')}"
    db.execute(f"CREATE TRIGGER child_search_add AFTER INSERT ON child BEGIN {add} END")
    db.execute(f"CREATE TRIGGER child_search_remove AFTER DELETE ON child BEGIN {remove} END")
    db.execute(f"CREATE TRIGGER child_search_change AFTER UPDATE ON child {changed} BEGIN {remove} {add} END")
    db.execute(f"INSERT INTO child_search (child_id, words) SELECT id, {words.format('child')} FROM child")
    db.execute("INSERT INTO child_words (child_words) VALUES ('rebuild')")


@MIGRATIONS()
def m005_notes(db: Database) -> None:
    """Notes and documents about a record, drafts of forms, exports made; what keeping and losing children needs."""
    for column in ("died_on", "archived_on"):
        db.execute(f"ALTER TABLE child ADD COLUMN {column} TEXT")
    about = "child_id TEXT REFERENCES child (id) ON DELETE RESTRICT, entity TEXT NOT NULL, row_id TEXT NOT NULL"
    _entity(db, "note", f"{about}, written_at TEXT NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL")
    _entity(
        db, "document",
        f"{about}, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, "
        "added_at TEXT NOT NULL, who TEXT NOT NULL",
    )  # fmt: skip
    for table in ("note", "document"):
        db.execute(f"CREATE INDEX {table}_by_child ON {table} (child_id)")
        db.execute(f"CREATE INDEX {table}_by_row ON {table} (row_id)")
    # Contents stay out of the journal: a removed document keeps its row here, so that it can come back by undo.
    db.execute("CREATE TABLE document_content (id TEXT PRIMARY KEY NOT NULL, content BLOB NOT NULL) STRICT")
    db.execute(
        "CREATE TABLE draft (entity TEXT NOT NULL, row_id TEXT NOT NULL, filled TEXT NOT NULL, saved_at TEXT NOT NULL, "
        "who TEXT NOT NULL, PRIMARY KEY (entity, row_id)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE export_log (seq INTEGER PRIMARY KEY AUTOINCREMENT, made_at TEXT NOT NULL, who TEXT NOT NULL, "
        "what TEXT NOT NULL, file_name TEXT NOT NULL, as_at TEXT, row_count INTEGER, last_change INTEGER NOT NULL) "
        "STRICT"
    )
    _append_only(db, "export_log")
    # From an entry of the journal to its change, for the trail of one record.
    db.execute("CREATE INDEX change_log_by_entry ON change_log (first_entry)")


@MIGRATIONS()
def m005_events(db: Database) -> None:
    """Acts that change no record but have to be known later."""
    db.execute(
        "CREATE TABLE event (number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, "
        "kind TEXT NOT NULL, words TEXT NOT NULL) STRICT"
    )
    _append_only(db, "event")


@MIGRATIONS()
def m006_mapping(db: Database) -> None:
    """How the columns of a case system's extract are read, and which episodes come from one."""
    _entity(db, "import_mapping", "name TEXT NOT NULL UNIQUE, source TEXT, content TEXT NOT NULL")
    db.execute("ALTER TABLE episode ADD COLUMN source TEXT")


@MIGRATIONS()
def m007_erasures(db: Database) -> None:
    """Children who were erased: their ids, which say nothing of them, and what their certificates say."""
    # Not child_id: what has a column of that name is a record of a child, and goes with it.
    db.execute(
        "CREATE TABLE erasure (number INTEGER PRIMARY KEY AUTOINCREMENT, erased_id TEXT NOT NULL, facts TEXT NOT NULL) "
        "STRICT"
    )
    _append_only(db, "erasure")


@MIGRATIONS()
def m007_told_apart(db: Database) -> None:
    """Typed and imported placements that are not the same one; a placement may go, and this stay."""
    _entity(db, "told_apart", f"{_CHILD_ID}, typed_id TEXT NOT NULL, imported_id TEXT NOT NULL")
    for name, columns in (("told_apart_by_child", "(child_id)"), ("told_apart_by_typed", "(typed_id)")):
        db.execute(f"CREATE INDEX {name} ON told_apart {columns}")


@MIGRATIONS()
def m008_homes(db: Database) -> None:
    """Providers and settings in full: registration, frameworks and contracts, quality, and our own homes."""
    for column in ("company_number", "charity_number", "address", "website", "notes"):
        db.execute(f"ALTER TABLE provider ADD COLUMN {column} TEXT")
    for column in (
        "category TEXT", "address TEXT", "local_authority TEXT", "registered_on TEXT", "until TEXT",
        "ages_from INTEGER", "ages_to INTEGER", "gender TEXT", "short_breaks_only INTEGER", "needs_met TEXT",
        "purpose TEXT", "staffing TEXT",
    ):  # fmt: skip
        db.execute(f"ALTER TABLE setting ADD COLUMN {column}")

    def of(table: str, column: str = "", *, needed: bool = True) -> str:
        not_null = " NOT NULL" if needed else ""
        return f"{column or table}_id TEXT{not_null} REFERENCES {table} (id) ON DELETE RESTRICT"

    setting, provider = of("setting"), of("provider")
    any_setting = of("setting", needed=False)
    from_list = of("published_list", "list", needed=False)
    tables = {
        "contact": f"{provider}, {any_setting}, name TEXT NOT NULL, role TEXT, telephone TEXT, email TEXT, until TEXT",
        "price_range": (
            f"{setting}, started TEXT NOT NULL, lowest INTEGER NOT NULL, highest INTEGER, what_for TEXT"
        ),
        "published_list": (
            "as_at TEXT NOT NULL, publisher TEXT NOT NULL, file_name TEXT NOT NULL, rows_read INTEGER NOT NULL, "
            "rows_left_out INTEGER NOT NULL, complete INTEGER NOT NULL, digest TEXT NOT NULL, "
            "imported_at TEXT NOT NULL"
        ),
        "registration": (
            f"{setting}, regulator TEXT, status TEXT NOT NULL, started TEXT NOT NULL, notified_on TEXT, end_by TEXT, "
            f"end_plan TEXT, {from_list}"
        ),
        "capacity": f"{setting}, started TEXT NOT NULL, places INTEGER NOT NULL, {from_list}",
        "framework": (
            "name TEXT NOT NULL, lead TEXT, started TEXT NOT NULL, until TEXT, end_estimated INTEGER, reopens TEXT, "
            "next_opening TEXT, description TEXT"
        ),
        "lot": f"{of('framework')}, number TEXT NOT NULL, name TEXT NOT NULL, kind TEXT",
        "tier": f"{of('lot')}, number INTEGER NOT NULL, basis TEXT",
        "lot_membership": (
            f"{of('lot')}, {provider}, {any_setting}, {of('tier', needed=False)}, started TEXT NOT NULL, until TEXT, "
            "weekly_price INTEGER"
        ),
        "contract": (
            f"reference TEXT NOT NULL, kind TEXT NOT NULL, {provider}, {any_setting}, {of('lot', needed=False)}, "
            "started TEXT NOT NULL, until TEXT, signed_on TEXT, beds INTEGER, weekly_price INTEGER, "
            "notice_weeks INTEGER, notes TEXT"
        ),
        "provider_check": (
            f"{provider}, {any_setting}, kind TEXT NOT NULL, checked_on TEXT NOT NULL, until TEXT, result TEXT, "
            "cover INTEGER, notes TEXT"
        ),
        "grade": (
            f"{setting}, regulator TEXT NOT NULL, kind TEXT NOT NULL, inspected_on TEXT NOT NULL, published_on TEXT, "
            f"judgement TEXT NOT NULL, protection TEXT, leadership TEXT, event_number TEXT, {from_list}"
        ),
        "visit": (
            f"{setting}, {of('child', needed=False)}, kind TEXT NOT NULL, planned_on TEXT, visited_on TEXT, who TEXT, "
            "outcome TEXT, young_peoples_views TEXT, findings TEXT, next_due TEXT"
        ),
        "quality_report": (
            f"{setting}, kind TEXT NOT NULL, month TEXT, dated TEXT, received_on TEXT NOT NULL, link TEXT, "
            "summary TEXT, told TEXT, told_on TEXT"
        ),
        "concern": (
            f"{setting}, raised_on TEXT NOT NULL, kind TEXT NOT NULL, until TEXT, {of('child', needed=False)}, "
            "raised_by TEXT, summary TEXT NOT NULL, lado_told_on TEXT, shared_on TEXT, outcome TEXT"
        ),
        "quality_action": (
            f"{setting}, {of('visit', needed=False)}, {of('grade', needed=False)}, {of('concern', needed=False)}, "
            f"{of('child', needed=False)}, action TEXT NOT NULL, who TEXT, due_on TEXT, done_on TEXT, comments TEXT"
        ),
        "bed": f"{setting}, name TEXT NOT NULL, started TEXT NOT NULL, until TEXT",
        "bed_closure": f"{of('bed')}, started TEXT NOT NULL, until TEXT, reason TEXT NOT NULL, notes TEXT",
        "other_stay": (
            f"{setting}, authority TEXT NOT NULL, started TEXT NOT NULL, until TEXT, weekly_charge INTEGER"
        ),
        "waiting": (
            f"{_CHILD_ID}, {any_setting}, started TEXT NOT NULL, needed_by TEXT, priority TEXT, needs TEXT, "
            "until TEXT, outcome TEXT"
        ),
        "staffing": (
            f"{setting}, started TEXT NOT NULL, role TEXT NOT NULL, established REAL NOT NULL, in_post REAL NOT NULL, "
            "agency REAL"
        ),
        "home_project": (
            f"name TEXT NOT NULL, kind TEXT, beds INTEGER NOT NULL, stage TEXT NOT NULL, started TEXT, "
            f"planned_on TEXT, opened_on TEXT, {any_setting}, capital INTEGER, yearly_cost INTEGER, notes TEXT"
        ),
        "milestone": (
            f"{of('home_project', 'project')}, title TEXT NOT NULL, due_on TEXT, done_on TEXT, notes TEXT"
        ),
        "home_cost": (
            f"{setting}, kind TEXT NOT NULL, started TEXT NOT NULL, until TEXT NOT NULL, amount INTEGER NOT NULL"
        ),
    }  # fmt: skip
    for name, columns in tables.items():
        _entity(db, name, columns)
    # By what each is looked up: the latest of a setting on a day, or what hangs on a record before it is removed.
    for table, columns in (
        ("setting", "(provider_id)"), ("setting", "(name COLLATE NOCASE, id)"), ("setting", "(local_authority)"),
        ("provider", "(name COLLATE NOCASE, id)"),
        ("registration", "(setting_id, started, id, status)"), ("capacity", "(setting_id, started, id, places)"),
        ("price_range", "(setting_id, started, lowest, highest)"),
        ("grade", "(setting_id, inspected_on, id, kind, regulator, judgement)"),
        ("registration", "(list_id)"), ("capacity", "(list_id)"), ("grade", "(list_id)"),
        ("contact", "(provider_id)"), ("contact", "(setting_id)"), ("lot", "(framework_id)"), ("tier", "(lot_id)"),
        ("lot_membership", "(provider_id)"), ("lot_membership", "(lot_id)"), ("lot_membership", "(setting_id)"),
        ("contract", "(provider_id)"), ("contract", "(setting_id)"),
        ("provider_check", "(provider_id)"), ("provider_check", "(setting_id)"),
        ("visit", "(setting_id, visited_on)"), ("visit", "(child_id)"), ("quality_report", "(setting_id, month)"),
        ("concern", "(setting_id)"), ("concern", "(child_id)"), ("quality_action", "(setting_id)"),
        ("quality_action", "(visit_id)"), ("quality_action", "(grade_id)"), ("quality_action", "(concern_id)"),
        ("quality_action", "(child_id)"), ("bed", "(setting_id)"), ("bed_closure", "(bed_id)"),
        ("other_stay", "(setting_id)"), ("waiting", "(child_id)"), ("waiting", "(setting_id)"),
        ("staffing", "(setting_id, started)"), ("milestone", "(project_id)"), ("home_cost", "(setting_id)"),
        ("home_project", "(setting_id)"),
    ):  # fmt: skip
        words = "_".join(name for name in columns.strip("()").replace(" COLLATE NOCASE", "").split(", "))
        db.execute(f"CREATE INDEX {table}_by_{words} ON {table} {columns}")


@MIGRATIONS()
def m009_said(db: Database) -> None:
    """What each return said of records that the returns of several years may hold; when an action was made."""
    for table in (
        "child", "episode", "review", "adoption_decision", "missing_period", "social_worker", "deprivation_of_liberty",
    ):  # fmt: skip
        db.execute(f"ALTER TABLE {table} ADD COLUMN said TEXT")
    db.execute("ALTER TABLE quality_action ADD COLUMN made_on TEXT")


@MIGRATIONS()
def m010_seals(db: Database) -> None:
    """A keyed chain over what is only ever added to (``store.seals``); what is there is sealed once this is done."""
    db.execute(
        "CREATE TABLE seal (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, what TEXT NOT NULL, "
        "digest BLOB NOT NULL, chain BLOB NOT NULL) STRICT"
    )
    _append_only(db, "seal")
    db.execute("INSERT INTO meta (name, value) VALUES ('seal_key', lower(hex(randomblob(32))))")


RELEASES: dict[str, str] = {}
"""Names of migrations that later releases add, to the release that can open such a store (none yet)."""

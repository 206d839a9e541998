"""Every step from an empty file to today's tables. Never imports domain: an old step stays as it was."""

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


RELEASES: dict[str, str] = {}
"""Names of migrations that later releases add, to the release that can open such a store (none yet)."""

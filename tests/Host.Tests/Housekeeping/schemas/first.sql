-- The first schema of a workspace: version 1, before pipelines said what they work on, with an index for each label.
CREATE TABLE pipeline (
    pipeline_pk INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE);

CREATE TABLE setup (
    setup_pk INTEGER PRIMARY KEY,
    pipeline_pk INTEGER NOT NULL REFERENCES pipeline,
    version TEXT NOT NULL,
    model_name TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    options TEXT NOT NULL,
    UNIQUE (pipeline_pk, version, model_name, model_hash, options));

CREATE TABLE source (
    source_pk INTEGER PRIMARY KEY,
    sdss4_apogee_id TEXT NOT NULL UNIQUE,
    "sdss_id" INTEGER,
    "catalogid" INTEGER,
    "healpix" INTEGER,
    "ra" REAL,
    "dec" REAL,
    "l" REAL,
    "b" REAL,
    "plx" REAL,
    "e_plx" REAL,
    "pmra" REAL,
    "e_pmra" REAL,
    "pmde" REAL,
    "e_pmde" REAL,
    "g_mag" REAL,
    "bp_mag" REAL,
    "rp_mag" REAL,
    "j_mag" REAL,
    "e_j_mag" REAL,
    "h_mag" REAL,
    "e_h_mag" REAL,
    "k_mag" REAL,
    "e_k_mag" REAL,
    "mag4_5" REAL,
    "w2_mag" REAL,
    "a_k" REAL,
    "a_k_wise" REAL,
    "ebv_sfd" REAL,
    "sdss4_apogee_target1_flags" INTEGER,
    "sdss4_apogee_target2_flags" INTEGER,
    "sdss4_apogee2_target1_flags" INTEGER,
    "sdss4_apogee2_target2_flags" INTEGER,
    "sdss4_apogee2_target3_flags" INTEGER);

CREATE TABLE file (
    file_pk INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    length INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT,
    version TEXT NOT NULL DEFAULT '');

-- active = 0: the file no longer has this spectrum. Its results stay, it is never due.
CREATE TABLE spectrum (
    spectrum_pk INTEGER PRIMARY KEY,
    source_pk INTEGER NOT NULL REFERENCES source,
    file_pk INTEGER NOT NULL REFERENCES file,
    kind INTEGER NOT NULL,
    row INTEGER NOT NULL,
    active INTEGER NOT NULL,
    identity TEXT NOT NULL UNIQUE,
    "release" TEXT,
    "filetype" TEXT,
    "apred" TEXT,
    "obj" TEXT,
    "telescope" TEXT,
    "field" TEXT,
    "prefix" TEXT,
    "visit_file" TEXT,
    "plate" TEXT,
    "fiber" INTEGER,
    "mjd" INTEGER,
    "jd" REAL,
    "date_obs" TEXT,
    "snr" REAL,
    "spectrum_flags" INTEGER,
    "v_rad" REAL,
    "e_v_rad" REAL,
    "std_v_rad" REAL,
    "v_rel" REAL,
    "bc" REAL,
    "n_visits" INTEGER,
    "min_mjd" INTEGER,
    "max_mjd" INTEGER,
    "mean_fiber" REAL,
    "std_fiber" REAL,
    "doppler_teff" REAL,
    "doppler_logg" REAL,
    "doppler_fe_h" REAL);
CREATE INDEX spectrum_by_file ON spectrum (file_pk);
CREATE INDEX spectrum_by_source ON spectrum (source_pk);

CREATE TABLE catalog (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    file TEXT NOT NULL,
    ingested TEXT NOT NULL,
    rows INTEGER NOT NULL,
    columns TEXT NOT NULL);

CREATE TABLE run (
    run_id INTEGER PRIMARY KEY,
    state INTEGER NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    command TEXT NOT NULL,
    message TEXT);

CREATE TABLE run_pipeline (
    run_id INTEGER NOT NULL REFERENCES run,
    pipeline_pk INTEGER NOT NULL,
    setup_pk INTEGER NOT NULL,
    due INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    no_result INTEGER NOT NULL DEFAULT 0,
    bad_input INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    warn INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, pipeline_pk)) WITHOUT ROWID;

-- The frozen list of the run under way; pipelines is a bit field in the order of the stage.
CREATE TABLE work (
    run_id INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    unit_pk INTEGER NOT NULL,
    pipelines INTEGER NOT NULL,
    PRIMARY KEY (run_id, stage, seq)) WITHOUT ROWID;

-- The last attempt of each pipeline at each unit of work.
CREATE TABLE ledger (
    pipeline_pk INTEGER NOT NULL,
    unit_pk INTEGER NOT NULL,
    setup_pk INTEGER NOT NULL,
    file_digest INTEGER NOT NULL,
    input_digest INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    finished TEXT NOT NULL,
    PRIMARY KEY (pipeline_pk, unit_pk)) WITHOUT ROWID;

-- Attempts without a result, each with its reason.
CREATE TABLE attempt (
    attempt_pk INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL,
    pipeline_pk INTEGER NOT NULL,
    unit_pk INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT,
    finished TEXT NOT NULL);
CREATE INDEX attempt_by_unit ON attempt (pipeline_pk, unit_pk);

-- The tables of two pipelines as the first version made them: one on spectra (stars and visits), one on sources.
CREATE TABLE "astraAllStarNoOp" (
    task_pk INTEGER PRIMARY KEY,
    source_pk INTEGER NOT NULL,
    spectrum_pk INTEGER,
    version_mm INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    setup_pk INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    created TEXT NOT NULL,
    modified TEXT NOT NULL,
    t_elapsed REAL,
    t_overhead REAL,
    result_flags INTEGER NOT NULL,
    flag_warn INTEGER NOT NULL,
    flag_bad INTEGER NOT NULL,
    document TEXT NOT NULL);
CREATE UNIQUE INDEX "astraAllStarNoOp_by_unit" ON "astraAllStarNoOp" (spectrum_pk, version_mm);
CREATE INDEX "astraAllStarNoOp_by_source" ON "astraAllStarNoOp" (source_pk);
CREATE INDEX "astraAllStarNoOp_by_flags" ON "astraAllStarNoOp" (result_flags, flag_warn, flag_bad) WHERE newest = 1;
ALTER TABLE "astraAllStarNoOp" ADD COLUMN "mean_flux" REAL;
CREATE INDEX "astraAllStarNoOp_by_mean_flux" ON "astraAllStarNoOp" ("mean_flux") WHERE newest = 1;
ALTER TABLE "astraAllStarNoOp" ADD COLUMN "snr" REAL;
CREATE INDEX "astraAllStarNoOp_by_snr" ON "astraAllStarNoOp" ("snr") WHERE newest = 1;
CREATE TABLE "astraAllVisitNoOp" (
    task_pk INTEGER PRIMARY KEY,
    source_pk INTEGER NOT NULL,
    spectrum_pk INTEGER,
    version_mm INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    setup_pk INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    created TEXT NOT NULL,
    modified TEXT NOT NULL,
    t_elapsed REAL,
    t_overhead REAL,
    result_flags INTEGER NOT NULL,
    flag_warn INTEGER NOT NULL,
    flag_bad INTEGER NOT NULL,
    document TEXT NOT NULL);
CREATE UNIQUE INDEX "astraAllVisitNoOp_by_unit" ON "astraAllVisitNoOp" (spectrum_pk, version_mm);
CREATE INDEX "astraAllVisitNoOp_by_source" ON "astraAllVisitNoOp" (source_pk);
CREATE INDEX "astraAllVisitNoOp_by_flags" ON "astraAllVisitNoOp" (result_flags, flag_warn, flag_bad) WHERE newest = 1;
ALTER TABLE "astraAllVisitNoOp" ADD COLUMN "mean_flux" REAL;
CREATE INDEX "astraAllVisitNoOp_by_mean_flux" ON "astraAllVisitNoOp" ("mean_flux") WHERE newest = 1;
ALTER TABLE "astraAllVisitNoOp" ADD COLUMN "snr" REAL;
CREATE INDEX "astraAllVisitNoOp_by_snr" ON "astraAllVisitNoOp" ("snr") WHERE newest = 1;
CREATE TABLE "astraAllStarNoOpSource" (
    task_pk INTEGER PRIMARY KEY,
    source_pk INTEGER NOT NULL,
    spectrum_pk INTEGER,
    version_mm INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    setup_pk INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    created TEXT NOT NULL,
    modified TEXT NOT NULL,
    t_elapsed REAL,
    t_overhead REAL,
    result_flags INTEGER NOT NULL,
    flag_warn INTEGER NOT NULL,
    flag_bad INTEGER NOT NULL,
    document TEXT NOT NULL);
CREATE UNIQUE INDEX "astraAllStarNoOpSource_by_unit" ON "astraAllStarNoOpSource" (source_pk, version_mm);
CREATE INDEX "astraAllStarNoOpSource_by_source" ON "astraAllStarNoOpSource" (source_pk);
CREATE INDEX "astraAllStarNoOpSource_by_flags" ON "astraAllStarNoOpSource" (result_flags, flag_warn, flag_bad) WHERE newest = 1;

PRAGMA user_version = 1;

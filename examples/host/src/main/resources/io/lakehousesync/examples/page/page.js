// Shows the tables of a sync: live from the server's events, or from the data inside a report.
// Text from the server is only ever set as textContent.

const STEPS = ["copy", "locate", "refresh"];
const STEP_NAMES = { copy: "Copy", locate: "Locate", refresh: "Refresh", confirm: "Confirmed" };
const RUNS_SHOWN = 15;
const HISTORY_EVERY_MS = 3000;
const SILENCE_MS = 15000;
const RECONNECT_MS = 10000;

const byId = (id) => document.getElementById(id);
const report = byId("report") ? JSON.parse(byId("report").textContent) : null;

const tables = new Map();
const rows = new Map();
let order = [];
let sync = { ended: false, counts: {} };
let selected = null;
let wanted = decodeURIComponent(location.hash.slice(1));
let history = null;
let clockOffset = 0;
/** When the last event came, on the clock of the browser. */
let heardAt = null;
/** The same if the connection is lost, so that the lags do not grow without news; otherwise null. */
let lostAt = null;
let charts = [];

// ---- texts ----

const number = new Intl.NumberFormat("en");

function now() {
  return sync.ended ? Date.parse(sync.at) : (lostAt ?? Date.now()) + clockOffset;
}

/** A duration. Its unit stays on the line of its number. */
function span(ms) {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}\u00a0ms`;
  const s = ms / 1000;
  if (s < 10) return `${Number(s.toFixed(1))}\u00a0s`;
  if (s < 120) return `${Math.round(s)}\u00a0s`;
  if (s < 7200) return `${Math.round(s / 60)}\u00a0min`;
  return s < 172800 ? `${Math.round(s / 3600)}\u00a0h` : `${Math.round(s / 86400)}\u00a0days`;
}

/** A lag in whole seconds, so that the list does not flicker. */
function lagOf(table) {
  if (!table.completeThrough) return null;
  return Math.max(0, now() - Date.parse(table.completeThrough));
}

function lagText(table) {
  const lag = lagOf(table);
  if (lag === null) return "unknown";
  return lag < 120000 ? `${Math.floor(lag / 1000)}\u00a0s` : span(lag);
}

function time(iso) {
  const at = new Date(iso);
  const clock = at.toLocaleTimeString("en-GB");
  return now() - at > 43200000 ? `${at.toLocaleDateString("en-CA")} ${clock}` : clock;
}

/** A time with its date and time zone, for a report that is read later or elsewhere. */
function fullTime(iso) {
  const at = new Date(iso);
  return `${at.toLocaleDateString("en-CA")} ${at.toLocaleTimeString("en-GB", { timeZoneName: "short" })}`;
}

const plural = (count, word) => `${number.format(count)} ${word}${count === 1 ? "" : "s"}`;

// ---- elements ----

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Changes a text only if it differs, so that screen readers and selections are not disturbed. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Changes the name of a table, which may go on in the next line after a dot or an underscore. */
function setName(node, name) {
  if (node.textContent === name) return;
  const parts = name.split(/(?<=[._])/);
  node.replaceChildren(...parts.flatMap((part) => [part, element("wbr")]));
  // Without it, a screen reader would make a pause at each place for a break.
  node.setAttribute("aria-label", name);
}

function setClass(node, className) {
  if (node.className !== className) node.className = className;
}

// ---- the list ----

function newRow(id) {
  const row = element("tr");
  const status = row.appendChild(element("td")).appendChild(element("span"));
  const name = row.appendChild(element("th"));
  name.scope = "row";
  const button = name.appendChild(element("button"));
  button.type = "button";
  button.setAttribute("aria-controls", "detail");
  button.addEventListener("click", () => select(id, true));
  const why = name.appendChild(element("span", "why"));
  const cells = ["number", "wide", "number wide", "number wide", "wide"].map((className) =>
    row.appendChild(element("td", className)),
  );
  return { row, status, button, why, cells };
}

function stepText(table) {
  const running = STEPS.find((step) => table.steps[step] === "running");
  if (running) {
    const name = STEP_NAMES[running].toLowerCase();
    const took = now() - Date.parse(table.stepSince);
    // Most steps are so short that their milliseconds would only flicker.
    return sync.ended || took < 1000 ? name : `${name}, ${span(1000 * Math.floor(took / 1000))}`;
  }
  const failed = STEPS.find((step) => table.steps[step] === "failed");
  return failed ? `${STEP_NAMES[failed].toLowerCase()} failed` : "";
}

function showRow(id) {
  const table = tables.get(id);
  if (!rows.has(id)) rows.set(id, newRow(id));
  const { row, status, button, why, cells } = rows.get(id);
  setText(status, table.status);
  setClass(status, `status ${table.status}`);
  setName(button, table.table);
  if (id === selected) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  setText(why, table.reason ?? "");
  why.hidden = !table.reason;
  setText(cells[0], lagText(table));
  setText(cells[1], stepText(table));
  setText(cells[2], number.format(table.rows));
  setText(cells[3], table.files ? number.format(table.files.dataFiles) : "–");
  setText(cells[4], table.lastRun ? time(table.lastRun.at) : "not yet");
  setClass(row, id === selected ? "selected" : "");
  return row;
}

function showList() {
  const body = byId("tables").tBodies[0];
  const find = byId("filter").value.trim().toLowerCase();
  const matching = order.filter((id) => {
    const table = tables.get(id);
    return `${table.table} ${table.target} ${table.status}`.toLowerCase().includes(find);
  });
  const shown = matching.map(showRow);
  const present = [...body.children];
  if (shown.length !== present.length || shown.some((row, i) => row !== present[i])) {
    const focused = document.activeElement;
    body.replaceChildren(...shown);
    if (focused && focused !== document.activeElement && body.contains(focused)) focused.focus();
  }
  setText(byId("none"), shown.length > 0 || order.length === 0 ? "" : "No table matches.");
}

function summary(fresh, total) {
  if (total === 0) return "The sync has no tables yet.";
  if (total === 1) return `The table is ${tables.get(order[0]).status}.`;
  return fresh === total
    ? `All ${number.format(total)} tables are fresh.`
    : `${number.format(fresh)} of ${number.format(total)} tables are fresh.`;
}

function showSummary() {
  // Before the first answer, nothing is known of the tables.
  if (!sync.at) return;
  const counts = Object.entries(sync.counts).filter(([, count]) => count > 0);
  const fresh = sync.counts.fresh ?? 0;
  const total = order.length;
  const ended = sync.ended ? ` The sync ended at ${fullTime(sync.at)}; this is its last state.` : "";
  setText(byId("summary"), `${summary(fresh, total)}${ended}`);
  const sign = lostAt ? "(?) " : fresh === total ? "" : `(${total - fresh}) `;
  document.title = `${sign}Lakehouse Sync`;
  const items = counts.map(([status, count]) => {
    const item = element("li");
    item.append(element("span", `status ${status}`, `${number.format(count)} ${status}`));
    return item;
  });
  const list = byId("counts");
  if (list.textContent !== items.map((item) => item.textContent).join("")) list.replaceChildren(...items);
}

// ---- the selected table ----

function select(id, byUser) {
  selected = id;
  history = report ? tables.get(id).history : null;
  wanted = tables.get(id).table;
  showList();
  showDetail();
  drawCharts();
  if (byUser) {
    window.history.replaceState(null, "", `#${encodeURIComponent(wanted)}`);
    if (window.matchMedia("(max-width: 1199px)").matches) byId("detail").scrollIntoView();
    byId("detail").focus({ preventScroll: true });
  }
  if (!report) loadHistory();
}

/** Moves the focus from the selected table to its row, or to the search if the row is not shown. */
function backToList() {
  const button = rows.get(selected)?.button;
  (button?.isConnected ? button : byId("filter")).focus();
}

function idleNote(table) {
  const states = Object.values(table.steps);
  if (states.includes("running") || table.runs === 0) return "not begun";
  return states.includes("failed") ? "not reached" : "not needed";
}

function stepNote(table, step) {
  const state = table.steps[step];
  const run = table.runOfSteps;
  if (state === "running") {
    if (sync.ended) return "was running when the sync ended";
    const sofar = step === "copy" && table.rowsOfRun ? `, ${plural(table.rowsOfRun, "row")} so far` : "";
    return `running for ${span(now() - Date.parse(table.stepSince))}${sofar}`;
  }
  if (state === "failed") return "failed";
  if (state === "idle") return idleNote(table);
  if (!run) return step === "copy" ? plural(table.rowsOfRun ?? 0, "row") : "done";
  if (step === "locate" && table.snapshot) return `snapshot ${table.snapshot.split("-")[0]}`;
  if (step === "refresh" && table.catalog === "none") return "no catalog is configured";
  if (step === "refresh" && table.catalog === "deferred") return "waits for a confirmed snapshot";
  return step === "copy" ? `${plural(run.rows, "row")} in ${span(run.copyMs)}` : `done in ${span(run.refreshMs)}`;
}

function confirmedNote(table) {
  if (!table.completeThrough) return "not confirmed";
  const whose = table.catalog === "none" ? "Iceberg table complete" : "catalog complete";
  return `${whose} through ${time(table.completeThrough)}`;
}

function showPipeline(table) {
  const list = byId("pipeline");
  while (list.children.length < 4) {
    const item = list.appendChild(element("li"));
    item.append(element("span", "name"), element("span", "note"));
  }
  [...list.children].forEach((item, i) => {
    const step = STEPS[i] ?? "confirm";
    const running = STEPS.some((each) => table.steps[each] === "running");
    const state = STEPS[i] ? table.steps[step] : table.confirmed && !running ? "done" : "idle";
    setClass(item, state === "running" && sync.ended ? "idle" : state);
    setText(item.children[0], STEP_NAMES[step]);
    setText(item.children[1], STEPS[i] ? stepNote(table, step) : confirmedNote(table));
    if (state === "running" && !sync.ended) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
}

/** Up to when the verification in the background has compared heap table and Iceberg table. */
function verifiedText(table) {
  const found = table.verification;
  if (!found) return "not verified since the start";
  const through = found.through ? `${time(found.through)} (${new Date(found.through).toISOString()})` : "not complete yet";
  const differ = found.differ ? `, ${plural(found.differ, "row")} known to differ` : "";
  const missed = found.notCompared ? `, not compared: ${found.notCompared}` : "";
  return `${through}${differ}${missed}`;
}

function facts(table) {
  const all = [];
  const add = (name, value, className) => value && all.push([name, value, className]);
  add("Blocked by", table.blockedBy);
  add(
    "Last error",
    table.lastError &&
      `${time(table.lastError.at)}: ${table.lastError.message === table.reason ? "see the status above" : table.lastError.message}`,
    table.status === "failing" || table.status === "diverged" ? "bad" : "",
  );
  add("Retries", table.circuit === "open" && "less often until a run succeeds, because the last runs failed");
  add("Freshness lag", lagText(table));
  add(
    "Confirmed through",
    table.completeThrough ? `${time(table.completeThrough)} (${new Date(table.completeThrough).toISOString()})` : "unknown",
  );
  add("Verified through", verifiedText(table), table.verification?.differ ? "bad" : "");
  const run = table.lastRun;
  add(
    "Last run",
    run &&
      `${time(run.at)}: ${run.succeeded ? "" : "failed, "}${plural(run.rows, "row")}, copy ${span(run.copyMs)}, locate and refresh ${span(run.refreshMs)}`,
  );
  add("Since the start", `${plural(table.runs, "run")}, ${plural(table.rows, "row")}, ${plural(table.failures, "failure")}`);
  add(
    "Files",
    table.files && `${plural(table.files.dataFiles, "data file")}, ${number.format(table.files.smallFiles)} of them small`,
  );
  add("Snapshot", table.snapshot);
  add("Guarantee", table.guarantee);
  return all;
}

function showDetail() {
  const table = tables.get(selected);
  byId("detail").hidden = !table;
  if (!table) return;
  setName(byId("detail-title"), table.table);
  setText(byId("detail-target"), `Iceberg table ${table.target}`);
  const status = byId("detail-status");
  const why = table.reason ? `: ${table.reason}` : "";
  if (status.textContent !== `${table.status}${why}`) {
    status.replaceChildren(element("span", `status ${table.status}`, table.status), why);
  }
  showPipeline(table);
  const list = byId("facts");
  const wantedFacts = facts(table);
  while (list.children.length > wantedFacts.length * 2) list.lastChild.remove();
  wantedFacts.forEach(([name, value, className], i) => {
    if (!list.children[2 * i]) list.append(element("dt"), element("dd"));
    setText(list.children[2 * i], name);
    setText(list.children[2 * i + 1], value);
    setClass(list.children[2 * i + 1], className ?? "");
  });
}

function showRuns() {
  const body = byId("runs").tBodies[0];
  const newest = (history?.runs ?? []).slice(-RUNS_SHOWN).reverse();
  const made = newest.map((run) => {
    const row = element("tr");
    row.append(
      element("td", "", time(run.at)),
      element("td", "number", number.format(run.rows)),
      element("td", "number", span(run.copyMs)),
      element("td", "number", span(run.refreshMs)),
      element("td", run.succeeded ? "" : "status failing", run.succeeded ? "succeeded" : "failed"),
    );
    return row;
  });
  if (body.textContent !== made.map((row) => row.textContent).join("")) body.replaceChildren(...made);
  setText(byId("no-runs"), history && made.length === 0 ? "No run has copied rows or failed yet." : "");
}

// ---- charts ----

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function chart(id, label, data, series, options) {
  const place = byId(id);
  place.replaceChildren();
  place.setAttribute("aria-label", label);
  if (data[0].length === 0) {
    setClass(place, "chart empty");
    place.textContent = label;
    return;
  }
  setClass(place, "chart");
  const axis = {
    stroke: colour("--dim"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
  };
  charts.push(
    new uPlot(
      {
        width: place.clientWidth,
        height: place.clientHeight,
        legend: { show: false },
        padding: [8, 28, 0, 0],
        cursor: { drag: { x: false, y: false } },
        scales: { x: options.x ?? {}, y: { range: (_, min, max) => [0, 1.08 * Math.max(max || 0, 1)] } },
        axes: [
          { ...axis, values: options.clock ?? clockTicks, space: 70 },
          { ...axis, size: 58, incrs: options.incrs, values: (_, ticks) => ticks.map(options.tick) },
        ],
        series: [{}, ...series],
      },
      data,
      place,
    ),
  );
}

/** Distances of the marks on an axis in seconds: round in seconds, minutes, hours or days. */
const LAG_TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400, 432000];
const lagTick = (value) => (value === 0 ? "0" : value === 60 ? "1\u00a0min" : span(value * 1000));

/** Times of day. If the axis has more than one day, the first time of each day has its date below. */
function clockTicks(_, ticks, axis, space, distance) {
  const days = ticks.map((at) => new Date(at * 1000).toLocaleDateString("en-CA"));
  return ticks.map((at, i) => {
    const clock = new Date(at * 1000).toLocaleTimeString("en-GB").slice(0, distance < 60 ? 8 : 5);
    return days[0] !== days.at(-1) && days[i] !== days[i - 1] ? `${clock}\n${days[i]}` : clock;
  });
}

const compact = new Intl.NumberFormat("en", { notation: "compact" });
const wholeOnly = (value) => (Number.isInteger(value) ? compact.format(value) : "");

function drawCharts() {
  charts.forEach((each) => each.destroy());
  charts = [];
  showRuns();
  if (!history || !tables.has(selected)) return;
  const line = { stroke: colour("--chart"), fill: colour("--chart-fill"), width: 2, spanGaps: false };

  const lags = history.lagMs.map((ms) => (ms === null ? null : ms / 1000));
  const known = lags.filter((lag) => lag !== null);
  const largest = known.reduce((most, lag) => Math.max(most, lag), 0);
  chart(
    "lag-chart",
    known.length === 0
      ? "The freshness lag is not known yet."
      : `Freshness lag over time. Now ${lagText(tables.get(selected))}, at most ${span(largest * 1000)}.`,
    known.length === 0 ? [[]] : [history.lagSeconds, lags],
    [{ ...line, points: { show: known.length < 3 } }],
    { incrs: LAG_TICKS, tick: lagTick },
  );

  const runs = history.runs;
  const copied = runs.reduce((sum, run) => sum + run.rows, 0);
  chart(
    "rows-chart",
    runs.length === 0
      ? "No run has copied rows yet."
      : `Rows of the last ${plural(runs.length, "run")} with changes or failures: ${number.format(copied)} together.`,
    runs.length === 0 ? [[]] : [runs.map((_, i) => i + 1), runs.map((run) => run.rows)],
    [{ ...line, fill: colour("--chart"), width: 0, paths: uPlot.paths.bars({ size: [0.7, 40] }), points: { show: false } }],
    {
      tick: wholeOnly,
      x: { time: false, range: (_, min, max) => [min - 0.6, max + 0.6] },
      clock: (_, ticks) => ticks.map((i) => (runs[i - 1] ? time(runs[i - 1].at) : "")),
    },
  );

  const files = history.files;
  chart(
    "files-chart",
    files.length === 0
      ? "The files are not counted, because the maintenance is off or has not run yet."
      : `Data files over time. Now ${number.format(files.at(-1).dataFiles)}, ${number.format(files.at(-1).smallFiles)} of them small.`,
    files.length === 0
      ? [[]]
      : [
          files.map((each) => Date.parse(each.at) / 1000),
          files.map((each) => each.dataFiles),
          files.map((each) => each.smallFiles),
        ],
    [
      { ...line, points: { show: files.length < 3 } },
      { stroke: colour("--stale"), width: 2, dash: [6, 4], points: { show: files.length < 3 } },
    ],
    { tick: wholeOnly },
  );
  setText(byId("files-title"), files.length === 0 ? "Data files" : "Data files (dashed: small ones)");
}

// ---- data ----

/** Accepts an event. The first event of a connection has all tables: the sync may be another one. */
function accept(event, isFirst) {
  if (isFirst) {
    tables.clear();
    order = [];
    selected = null;
  }
  clockOffset = Date.parse(event.at) - Date.now();
  const { tables: changed, order: newOrder, ...rest } = event;
  sync = rest;
  (changed ?? []).forEach((table) => tables.set(table.id, table));
  if (newOrder) order = newOrder;
  if (selected === null && order.length > 0) {
    select(order.find((id) => tables.get(id).table === wanted) ?? order[0], false);
  }
  show();
}

function show() {
  showSummary();
  showList();
  showDetail();
}

async function loadHistory() {
  const id = selected;
  try {
    const answer = await fetch(`/api/tables/${id}`);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const table = await answer.json();
    if (id === selected) {
      history = table.history;
      drawCharts();
    }
  } catch (error) {
    console.warn("The history was not loaded:", error);
  }
}

/** Finds out why the server has refused the events; undefined if it does not answer at all. */
async function refusal() {
  try {
    const { status } = await fetch("/api/tables");
    if (status === 401) return "The sync has another token now. Reload the page, and enter the new token.";
    if (status === 200) return "Too many pages are open. Close one of them.";
  } catch (error) {
    console.warn("The sync does not answer:", error);
  }
  return undefined;
}

function connect() {
  const connection = byId("connection");
  const source = new EventSource("/events");
  let silence;
  let isFirst = true;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENCE_MS);
    heardAt = Date.now();
    lostAt = null;
    setText(connection, "");
  };
  const lost = (why = "The sync does not answer.") => {
    lostAt = heardAt;
    const since = heardAt && ` The page shows the state of ${new Date(heardAt).toLocaleTimeString("en-GB")}.`;
    setText(connection, `${why}${since ?? ""}`);
    showSummary();
  };
  source.onopen = () => (isFirst = true);
  source.onmessage = (message) => {
    heard();
    accept(JSON.parse(message.data), isFirst);
    isFirst = false;
    if (sync.ended) {
      source.close();
      clearTimeout(silence);
      loadHistory();
    }
  };
  source.onerror = () => {
    clearTimeout(silence);
    if (connection.textContent === "") lost();
    if (source.readyState === EventSource.CLOSED) {
      refusal().then(lost);
      setTimeout(connect, RECONNECT_MS);
    }
  };
}

byId("filter").addEventListener("input", showList);
byId("back").addEventListener("click", backToList);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawCharts);
let resized;
window.addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(drawCharts, 150);
});

if (report) {
  accept({ ...report, order: report.tables.map((table) => table.id) });
} else {
  connect();
  setInterval(() => sync.ended || document.hidden || show(), 1000);
  setInterval(() => sync.ended || document.hidden || selected === null || loadHistory(), HISTORY_EVERY_MS);
}

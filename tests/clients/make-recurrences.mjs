// Writes tests/data/recurrences.txt.gz and tests/data/recurrence-windows.txt.gz: what other implementations make of recurrence rules.
//
//   node tests/clients/make-recurrences.mjs            writes both files and prints what is in them; takes some minutes
//   EXPLAIN=3 OUTPUT=file:///tmp/ RULES_PER_KIND=6 node …        shows three disagreements of each kind, elsewhere and sooner
//
// How a case comes about. A rule of some kind is drawn, and for each zone a start, often one that leads the series across a change of the
// clocks, a month's end or a leap day. The start is an occurrence of the rule, as RFC 5545 asks of DTSTART. Two packages, rrule and ical.js,
// expand the rule in local time ("floating"), and so does literal-recurrence.mjs, which is slow and does what the RFC says. The local times
// become instants with the zones of Node.js: a time that the clocks skip is no occurrence, one that comes twice is the first. COUNT counts
// what is left, UNTIL compares instants; neither is left to the packages.
//
// Which cases are kept. Those on which all three agree ("both" below), and, for the kinds of rule named in DEFECTS, where one package is
// plainly wrong or refuses, those on which the other package and the literal reading agree. Everything else is dropped and another case is
// drawn: so are BYSETPOS beyond a set, which rrule counts round, and steps that rrule loses where BYHOUR limits minutes and seconds. Nothing
// here knows Halext.
//
// One case per line, separated by tabs:
//   recurrences           rule, zone, local start, end of the window or nothing, instants, witnesses
//   recurrence-windows    rule, zone, local start, begin and end of the window (Unix seconds), instants, witnesses
// Instants are Unix seconds: the first as it is, each further one as the distance from the one before; a "." at the end says that the series
// ends there. Without an end of the window there may be more occurrences behind the last one that is named. Witnesses are "both", "rrule"
// or "ical".
//
// The random numbers have a fixed seed, so the same packages, Node.js and time zones give the same files.

import { mkdirSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import ICAL from "ical.js";
import rrulePackage from "rrule";
import { calendar, clock, DAY, dayOf, literal, namesStart, passes, WEEKDAYS } from "./literal-recurrence.mjs";
import { Zone } from "./zones.mjs";

const { RRule } = rrulePackage;
const RULES_PER_KIND = Number(process.env.RULES_PER_KIND ?? 80);
const OCCURRENCES = 15;
const PATIENCE = 1500; // milliseconds, where some suffice; packages do not end on some rules that are never met again
const OUTPUT = new URL(process.env.OUTPUT ?? "../data/", import.meta.url);

// Offsets that governments may still change are kept out as far as possible: series end by 2037, and where clocks change no more, later.
const LAST_YEAR = { "Asia/Tokyo": 2104, "Asia/Kolkata": 2104 };
const ZONES = [
  "America/New_York", "Europe/Berlin", "Europe/London", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney", "Australia/Lord_Howe",
  "America/Sao_Paulo", "Africa/Cairo", "Pacific/Auckland",
].map(name => new Zone(name));

// ---------------------------------------------------------------------------------------------------------------- random numbers

let state = 5545;

/** mulberry32 */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const integer = (min, max) => min + Math.floor(random() * (max - min + 1));
const larger = (min, max) => Math.max(integer(min, max), integer(min, max)); // so that series do not end ahead of what they are to meet
const one = list => list[integer(0, list.length - 1)];
const chance = p => random() < p;

/** Some different numbers, ascending: rrule gives the times of an unsorted BYHOUR in the order of the list. */
function some(max, draw) {
  const drawn = new Set(Array.from({ length: integer(1, max) }, draw));
  return [...drawn].sort((a, b) => a - b);
}

// ------------------------------------------------------------------------------------------------------------------------- rules

const interval = () => (chance(0.4) ? 1 : integer(2, 12));
const wkst = () => (chance(0.5) ? 1 : integer(0, 6));

// Hours and minutes around which clocks change are drawn more often than others.
const hours = max => some(max, () => (chance(0.5) ? integer(0, 3) : integer(0, 23)));
const minutes = max => some(max, () => (chance(0.6) ? one([0, 15, 29, 30, 31, 45, 59]) : integer(0, 59)));
const seconds = max => some(max, () => (chance(0.4) ? one([0, 30, 59]) : integer(0, 59)));
const months = max => some(max, () => (chance(0.2) ? 2 : integer(1, 12)));
const monthDays = max => some(max, () => (chance(0.4) ? one([29, 30, 31, -1, -2, -29, -30, -31]) : chance(0.6) ? integer(1, 31) : -integer(1, 31)));
const yearDays = max => some(max, () => (chance(0.4) ? one([1, 59, 60, 61, 365, 366, -1, -306, -307, -365, -366]) : chance(0.5) ? integer(1, 366) : -integer(1, 366)));
const weekNumbers = max => some(max, () => (chance(0.5) ? one([1, 2, 52, 53, -1, -2, -52, -53]) : chance(0.7) ? integer(1, 53) : -integer(1, 53)));
const weekdays = max => some(max, () => integer(0, 6)).map(day => [0, day]);
const ordinals = (max, range) => {
  const drawn = new Map();
  for (let n = integer(1, max); n > 0; n--) {
    const day = [chance(0.5) ? integer(1, range) : -integer(1, range), integer(0, 6)];
    drawn.set(day.join(), day);
  }
  return [...drawn.values()];
};
const positions = (max, range) => some(max, () => (chance(0.5) ? integer(1, range) : -integer(1, range)));

/** Adds times of the day to a rule by days. */
const timed = (rule, p) => ({
  ...rule,
  ...(chance(p) && { byhour: hours(4) }),
  ...(chance(p * 0.7) && { byminute: minutes(3) }),
  ...(chance(p * 0.3) && { bysecond: seconds(2) }),
});

/** Adds what limits rules finer than daily. */
const limited = (rule, p) => ({
  ...rule,
  ...(chance(p) && { byhour: hours(6) }),
  ...(chance(p * 0.5) && { byday: weekdays(4) }),
  ...(chance(p * 0.25) && { bymonth: months(5) }),
  ...(chance(p * 0.25) && { bymonthday: monthDays(6) }),
});

// Sub-daily steps that divide a day, that do not, and that are longer than one.
const steps = (...more) => (chance(0.6) ? integer(1, 12) : one(more));

const KINDS = {
  "daily": () => timed({ freq: "DAILY", interval: chance(0.6) ? interval() : integer(13, 400) }, 0.15),
  "daily at times": () => timed({ freq: "DAILY", interval: interval() }, 0.9),
  "daily, limited": () => timed({
    freq: "DAILY", interval: interval(),
    ...one([{ bymonth: months(4) }, { bymonthday: monthDays(6) }, { byday: weekdays(4) }, { byday: weekdays(5), bymonth: months(6) }, { bymonth: months(6), bymonthday: monthDays(8) }]),
  }, 0.2),
  "daily, positions": () => ({ freq: "DAILY", interval: interval(), byhour: hours(6), ...(chance(0.6) && { byminute: minutes(3) }), bysetpos: positions(3, 4) }),
  "weekly": () => timed({ freq: "WEEKLY", interval: chance(0.6) ? interval() : integer(13, 60), ...(chance(0.4) && { bymonth: months(5) }) }, 0.3),
  "weekly on days": () => ({ freq: "WEEKLY", interval: interval(), byday: weekdays(5), ...(chance(0.2) && { bymonth: months(6) }) }),
  "weekly on days at times": () => timed({ freq: "WEEKLY", interval: interval(), byday: weekdays(4) }, 0.9),
  "weekly, positions": () => timed({ freq: "WEEKLY", interval: interval(), byday: weekdays(6), bysetpos: positions(2, 5) }, 0.4),
  "monthly": () => timed({ freq: "MONTHLY", interval: interval(), ...(chance(0.3) && { bymonth: months(6) }) }, 0.4),
  "monthly on days of the month": () => timed({ freq: "MONTHLY", interval: interval(), bymonthday: monthDays(5), ...(chance(0.2) && { bymonth: months(6) }) }, 0.15),
  "monthly on the nth weekday": () => timed({ freq: "MONTHLY", interval: interval(), byday: ordinals(3, 5), ...(chance(0.2) && { bymonth: months(6) }) }, 0.15),
  "monthly on weekdays": () => timed({ freq: "MONTHLY", interval: interval(), byday: weekdays(3), ...(chance(0.2) && { bymonth: months(6) }) }, 0.15),
  "monthly on weekdays of month days": () => ({ freq: "MONTHLY", interval: interval(), byday: weekdays(3), bymonthday: monthDays(7) }),
  "monthly, positions": () => timed({
    freq: "MONTHLY", interval: interval(), ...one([{ byday: weekdays(7) }, { byday: weekdays(7) }, { bymonthday: monthDays(8) }, { byday: ordinals(4, 5) }]), bysetpos: positions(3, 6),
  }, 0.15),
  "yearly": () => timed({ freq: "YEARLY", interval: interval() }, 0.6),
  "yearly in months": () => timed({ freq: "YEARLY", interval: one([1, 1, 1, 2, 3, 4]), bymonth: months(5) }, 0.2),
  "yearly on days of the month": () => ({ freq: "YEARLY", interval: one([1, 1, 2, 3, 4]), bymonthday: monthDays(4), ...(chance(0.7) && { bymonth: months(4) }) }),
  "yearly on the nth weekday": () => ({ freq: "YEARLY", interval: one([1, 1, 2, 3]), byday: ordinals(3, 53) }),
  "yearly on weekdays of months": () => ({ freq: "YEARLY", interval: one([1, 1, 2, 3]), bymonth: months(4), byday: chance(0.5) ? ordinals(3, 5) : weekdays(3) }),
  "yearly on weekdays": () => ({ freq: "YEARLY", interval: one([1, 1, 2, 3]), byday: weekdays(3), ...(chance(0.5) && { bymonthday: monthDays(6) }), ...(chance(0.2) && { bymonth: months(6) }) }),
  "yearly on days of the year": () => ({ freq: "YEARLY", interval: one([1, 1, 1, 2, 3, 4]), byyearday: yearDays(6) }),
  "yearly on weekdays of year days": () => ({ freq: "YEARLY", interval: 1, byyearday: yearDays(40), ...one([{ byday: weekdays(4) }, { bymonth: months(8) }, { bymonthday: monthDays(9) }]) }),
  // Always with BYDAY: without it rrule takes the whole week, where the RFC takes the weekday from the start.
  "yearly in weeks": () => ({ freq: "YEARLY", interval: one([1, 1, 1, 2, 3]), byweekno: weekNumbers(4), byday: weekdays(3), ...(chance(0.15) && { bymonth: months(8) }) }),
  "yearly, positions": () => ({
    freq: "YEARLY", interval: one([1, 1, 2, 3]),
    ...one([{ bymonth: months(3), byday: weekdays(4) }, { byday: weekdays(5) }, { bymonth: months(4), bymonthday: monthDays(4) }, { byyearday: yearDays(6) }, { byweekno: weekNumbers(4), byday: weekdays(4) }]),
    bysetpos: positions(3, 8),
  }),
  "hourly": () => limited({ freq: "HOURLY", interval: steps(18, 24, 25, 36, 48, 100, 168) }, 0.3),
  "hourly at minutes": () => limited({ freq: "HOURLY", interval: steps(18, 25), byminute: minutes(4), ...(chance(0.3) && { bysecond: seconds(2) }) }, 0.4),
  "minutely": () => limited({ freq: "MINUTELY", interval: steps(15, 20, 30, 45, 60, 90, 100, 1440, 1441, 10_000), ...(chance(0.3) && { byminute: minutes(5) }), ...(chance(0.2) && { bysecond: seconds(3) }) }, 0.5),
  "secondly": () => limited({ freq: "SECONDLY", interval: steps(20, 45, 90, 450, 3600, 5400, 7201, 9999), ...(chance(0.3) && { bysecond: seconds(6) }), ...(chance(0.3) && { byminute: minutes(5) }) }, 0.4),
  "sub-daily, positions": () => one([
    () => limited({ freq: "HOURLY", interval: steps(18, 25), byminute: minutes(5), bysetpos: positions(2, 3) }, 0.3),
    () => limited({ freq: "MINUTELY", interval: steps(15, 90), bysecond: seconds(5), bysetpos: positions(2, 3) }, 0.3),
  ])(),
};

const LISTS = ["bysecond", "byminute", "byhour", "byday", "bymonthday", "byyearday", "byweekno", "bymonth", "bysetpos"];

function text(rule) {
  const parts = [`FREQ=${rule.freq}`];
  if (rule.interval > 1) parts.push(`INTERVAL=${rule.interval}`);
  for (const name of LISTS) {
    if (rule[name]) parts.push(`${name.toUpperCase()}=${rule[name].map(v => (Array.isArray(v) ? (v[0] || "") + WEEKDAYS[v[1]] : v)).join()}`);
  }
  if (rule.wkst !== 1) parts.push(`WKST=${WEEKDAYS[rule.wkst]}`);
  return parts.join(";");
}

function draw(kind) {
  const rule = { wkst: 1, ...KINDS[kind]() };
  if (rule.freq === "WEEKLY" || rule.byweekno) rule.wkst = wkst();
  return rule;
}

// ------------------------------------------------------------------------------------------------------------------ the packages

/** Runs work that may not end. */
function within(milliseconds, work) {
  globalThis.work = work;
  return new vm.Script("work()").runInThisContext({ timeout: milliseconds });
}

function byRrule(rule, start, from, to, limit) {
  const options = RRule.parseString(text(rule));
  const dates = new RRule({ ...options, dtstart: new Date(start * 1000), until: new Date((to - 1) * 1000) }, true);
  const found = [];
  dates.all(date => {
    const time = date.getTime() / 1000;
    if (time >= from) found.push(time);
    return found.length < limit;
  });
  return found;
}

function byIcal(rule, start, from, to, limit) {
  // It would look for such a day for ever (see DEFECTS), and waiting for that takes most of the time.
  if (rule.bymonthday?.every(day => day < 0) && !["MONTHLY", "YEARLY"].includes(rule.freq)) return null;

  const [hour, minute, second] = clock(start);
  const { year, month, day } = calendar(Math.floor(start / DAY));
  const iterator = ICAL.Recur.fromString(text(rule)).iterator(new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, ICAL.Timezone.localTimezone));
  const found = [];
  while (found.length < limit) {
    const next = iterator.next();
    if (!next) break;
    const time = dayOf(next.year, next.month, next.day) * DAY + next.hour * 3600 + next.minute * 60 + next.second;
    if (time >= to) break;
    if (time >= from) found.push(time);
  }
  return found;
}

/** What a package makes of it; null when it refuses or does not end. */
function ask(witness, ...question) {
  try {
    return within(PATIENCE, () => witness(...question));
  } catch {
    return null;
  }
}

// Why a package is not heard on some rules. In the rest a disagreement drops the case.
const has = (...names) => rule => names.some(name => rule[name]);
const hasTimes = has("byhour", "byminute", "bysecond");
const DEFECTS = [
  { of: "ical", why: "ignores BYSETPOS but in some monthly and yearly rules", when: has("bysetpos") },
  { of: "ical", why: "takes any day of the listed weekdays for BYWEEKNO", when: has("byweekno") },
  { of: "ical", why: "refuses BYYEARDAY beside BYMONTH and BYMONTHDAY", when: rule => rule.byyearday && (rule.bymonth || rule.bymonthday || rule.byday) },
  { of: "ical", why: "knows no BYMONTHDAY from the month's end where it limits", when: rule => rule.bymonthday?.some(d => d < 0) && !["MONTHLY", "YEARLY"].includes(rule.freq) },
  { of: "ical", why: "forgets INTERVAL where a list of the same unit limits", when: rule => rule.interval > 1 && ["HOURLY", "MINUTELY", "SECONDLY"].includes(rule.freq) },
  { of: "ical", why: "loses the start, or adds a month's first day, when there are several times a day", when: rule => ["MONTHLY", "YEARLY"].includes(rule.freq) && hasTimes(rule) },
  { of: "ical", why: "counts ordinals from the wrong end of the year and loses the start", when: rule => rule.freq === "YEARLY" && rule.byday && !rule.bymonth },
  { of: "ical", why: "takes BYMONTHDAY without BYMONTH for the start's month only", when: rule => rule.freq === "YEARLY" && rule.bymonthday && !rule.bymonth },
  { of: "ical", why: "turns February 31 into March 3 and loses the start", when: rule => rule.freq === "YEARLY" && rule.bymonth && !rule.byday },
  { of: "ical", why: "begins late, or in a month between two steps", when: rule => rule.freq === "MONTHLY" && (rule.interval > 1 || rule.bymonth || rule.bymonthday) },
  { of: "rrule", why: "gives a day twice that BYSETPOS names from both ends", when: rule => rule.bysetpos?.some(p => p < 0) && rule.bysetpos.some(p => p > 0) },
];

const tally = {};
const count = (kind, what) => {
  tally[kind] ??= {};
  tally[kind][what] = (tally[kind][what] ?? 0) + 1;
};

const same = (a, b) => a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]);

/** The local times on which the witnesses agree and who they are; null when they do not. */
function agreed(kind, rule, start, from, to, limit) {
  const read = literal(rule, start, from, to, limit);
  const rrule = ask(byRrule, rule, start, from, to, limit);
  const ical = ask(byIcal, rule, start, from, to, limit);
  const [byOne, byOther] = [same(rrule, read), same(ical, read)];
  const what = byOne && byOther ? "both" : byOne ? "rrule only" : byOther ? "ical only" : same(rrule, ical) ? "literal alone" : "nobody";
  count(kind, what);
  if (process.env.EXPLAIN && what !== "both") explain(kind, what, rule, start, { read, rrule, ical });
  if (byOne && byOther) return { times: read, witnesses: "both" };
  const defect = byOne ? "ical" : byOther ? "rrule" : null;
  return defect && DEFECTS.some(d => d.of === defect && d.when(rule)) ? { times: read, witnesses: byOne ? "rrule" : "ical" } : null;
}

const explained = {};
function explain(kind, what, rule, start, answers) {
  const key = `${kind}: ${what}`;
  explained[key] = (explained[key] ?? 0) + 1;
  if (explained[key] > Number(process.env.EXPLAIN)) return;
  console.log(`${key}\n  ${text(rule)} from ${local(start)}`);
  for (const [name, times] of Object.entries(answers)) console.log(`  ${name.padEnd(6)}${times ? times.slice(0, 9).map(local).join(" ") : "nothing"}`);
}

// ------------------------------------------------------------------------------------------------------------------------ starts

const local = time => new Date(time * 1000).toISOString().slice(0, 19);
const UNIT = { DAILY: DAY, WEEKLY: 7 * DAY, HOURLY: 3600, MINUTELY: 60, SECONDLY: 1 };

/** So many periods earlier, on the same day of the month. */
function back(rule, time, periods) {
  if (UNIT[rule.freq]) return time - periods * rule.interval * UNIT[rule.freq];
  const { year, month, day } = calendar(Math.floor(time / DAY));
  const total = periods * rule.interval;
  const target = rule.freq === "YEARLY" ? dayOf(year - total, month, day) : dayOf(year, month - total, day);
  return target * DAY + (((time % DAY) + DAY) % DAY);
}

/** A local time to look for a start from, between two years. */
function somewhere(rule, zone, [first, last]) {
  const [begin, end] = [dayOf(first, 1, 1) * DAY, dayOf(last + 1, 1, 1) * DAY];
  const changes = zone.changes.filter(change => change.at >= begin && change.at < end);
  const draws = random();
  if (changes.length > 0 && draws < 0.55) {
    // Before, in, at the end of and after the hour that is skipped or comes twice, a few periods ahead of it.
    const change = one(changes);
    const edge = change.at + Math.min(change.offset, change.before);
    const time = edge + one([-3600, -1800, 0, 0, 900, 1800, 1800, 2700, 3599, 3600, 5400]);
    // No series begins long before, when other offsets were in force.
    let periods = integer(0, 9);
    while (back(rule, time, periods) < dayOf(Math.min(first, 2010) - 5, 1, 1) * DAY) periods = Math.floor(periods / 2);
    return back(rule, rule.freq === "SECONDLY" || rule.freq === "MINUTELY" ? edge : time, periods);
  }
  const year = integer(first, last);
  const time = one([integer(0, 23) * 3600, integer(0, 47) * 1800, integer(0, DAY - 1)]);
  const leap = year - (year % 4) < first ? year - (year % 4) + 4 : year - (year % 4);
  const day = draws < 0.7
    ? one([dayOf(year, integer(1, 12), 31), dayOf(year, integer(1, 12) + 1, 0), dayOf(year, 12, integer(25, 31)), dayOf(year, 1, integer(1, 4)), dayOf(leap, 2, 29), dayOf(year, 2, 28)])
    : dayOf(year, 1, integer(1, 365));
  return day * DAY + time;
}

/** The first local time at or after one that the rule, started there, names; null when there is none within 13 years. */
function synchronized(rule, time) {
  const day = Math.floor(time / DAY);
  const [hour, minute, second] = clock(time);
  for (let d = day; d < day + 13 * 366; d++) {
    if (!passes(rule, d, d)) continue;
    for (const h of rule.byhour ?? [hour]) for (const m of rule.byminute ?? [minute]) for (const s of rule.bysecond ?? [second]) {
      const start = d * DAY + h * 3600 + m * 60 + s;
      if (start >= time && (!rule.bysetpos || namesStart(rule, start))) return start;
    }
  }
  return null;
}

// ------------------------------------------------------------------------------------------------------------------------- cases

// So many steps are looked ahead; nobody waits for the 29th of February that is a Monday at a second of its own.
const STEPS = { HOURLY: 20_000, MINUTELY: 60_000, SECONDLY: 60_000 };

const horizon = (rule, zone, from, steps = STEPS) => Math.min(
  dayOf(LAST_YEAR[zone.name] ?? 2037, 12, 1) * DAY,
  steps[rule.freq] ? from + steps[rule.freq] * rule.interval * UNIT[rule.freq] : Infinity);

const stamp = instant => new Date(instant * 1000).toISOString().replace(/[-:]|\.000/g, "");
const deltas = instants => instants.map((instant, i) => (i === 0 ? instant : instant - instants[i - 1])).join(" ");

/** A start in a zone, more often than not one whose series meets a time that is skipped or comes twice. */
function drawStart(rule, zone, years) {
  const wanted = zone.changes.length > 1 && chance(0.6) ? 6 : 1;
  let start = null;
  for (let i = 0; i < wanted; i++) {
    start = synchronized(rule, somewhere(rule, zone, years)) ?? start;
    if (wanted === 1 || start === null) continue;
    if (literal(rule, start, start, horizon(rule, zone, start), 13).some(time => zone.isOdd(time))) break;
  }
  return start;
}

/** A case of a rule in a zone; null when the witnesses do not agree or the rule has no start here. */
function makeCase(kind, rule, zone) {
  const start = drawStart(rule, zone, zone.name === "America/Sao_Paulo" ? [2015, 2021] : [2019, 2027]);
  if (start === null || start >= dayOf(2030, 1, 1) * DAY || zone.instantOf(start) === null) {
    count(kind, "no start");
    return null;
  }

  // Times that are skipped make room for others, so ask for more of them until there are enough.
  const end = horizon(rule, zone, start);
  let [answer, instants, isWhole] = [null, [], false];
  for (let limit = OCCURRENCES + 9; ; limit *= 16) {
    answer = agreed(kind, rule, start, start, end, limit);
    if (answer === null) return null;
    instants = answer.times.map(time => zone.instantOf(time)).filter(instant => instant !== null);
    isWhole = answer.times.length < limit;
    if (isWhole || instants.length > OCCURRENCES) break;
  }

  let suffix = "";
  let isEnd = false;
  let window = "";
  const ending = random();
  if (ending < 0.35) {
    // COUNT, also beyond what is named here
    const most = isWhole ? instants.length : OCCURRENCES;
    const n = larger(1, isWhole ? most : OCCURRENCES + 5);
    suffix = `;COUNT=${n}`;
    isEnd = n <= Math.min(most, OCCURRENCES);
    instants = instants.slice(0, Math.min(n, OCCURRENCES));
  } else if (ending < 0.6) {
    // UNTIL, at an occurrence, a second before it, behind it
    const at = larger(0, Math.min(instants.length - 1, OCCURRENCES - 1));
    const until = Math.max(instants[at] + one([0, 0, 0, -1, 1, 1800]), instants[0]);
    suffix = `;UNTIL=${stamp(until)}`;
    const within = instants.filter(instant => instant <= until);
    isEnd = within.length <= OCCURRENCES && within.length < instants.length;
    if (!isEnd) window = instants[Math.min(instants.length - 1, OCCURRENCES - 1)];
    instants = isEnd ? within : instants.filter(instant => instant < window);
  } else if (isWhole && instants.length <= OCCURRENCES) {
    window = zone.instantOf(end) ?? end + DAY;
    if (instants.some(instant => instant >= window)) return null;
  } else {
    instants = instants.slice(0, OCCURRENCES);
  }
  return [text(rule) + suffix, zone.name, local(start), window, deltas(instants) + (isEnd ? " ." : ""), answer.witnesses].join("\t");
}

/** A case whose window lies years behind the start. */
function makeWindow(kind, rule, zone) {
  const start = synchronized(rule, somewhere(rule, zone, [1992, 2015]));
  if (start === null || zone.instantOf(start) === null) return null;
  const far = start + integer(5, 30) * 365 * DAY + integer(0, 365 * DAY);
  if (far < dayOf(2015, 1, 1) * DAY || far > dayOf(2034, 1, 1) * DAY) return null;
  if (far + DAY > horizon(rule, zone, start, { HOURLY: 150_000, MINUTELY: 200_000, SECONDLY: 200_000 })) return null;

  // The whole series is needed to count it; otherwise what lies around the window is.
  const counted = chance(0.2);
  const limit = counted ? 4000 : OCCURRENCES + 30;
  const end = Math.min(far + 20 * 365 * DAY, horizon(rule, zone, far));
  const answer = agreed(kind, rule, start, counted ? start : far - 2 * DAY, end, limit);
  if (answer === null) return null;
  const instants = answer.times.map(time => zone.instantOf(time)).filter(instant => instant !== null);
  const isWhole = answer.times.length < limit;
  if (counted && !isWhole) return null;

  let [from, suffix, until, all] = [zone.instantOf(far) ?? far, "", Infinity, instants];
  const ahead = instants.filter(instant => instant >= from);
  if (ahead.length === 0) return null;
  if (chance(0.5)) from = ahead[0] + one([0, 0, 1]); // on an occurrence, or just behind it
  const listed = instants.filter(instant => instant >= from).slice(0, integer(1, OCCURRENCES));
  if (listed.length === 0) return null;
  const to = listed.at(-1) + one([0, 1, 1, 60]); // before or just behind the last one
  if (counted) {
    // The series ends ahead of the window, in it, or behind it.
    const before = instants.filter(instant => instant < from).length;
    const n = Math.max(1, before + integer(-2, listed.length + 2));
    suffix = `;COUNT=${n}`;
    all = instants.slice(0, n);
  } else if (chance(0.3)) {
    until = one([from - 1, from, one(listed), one(listed) - 1, to + 7 * DAY]);
    suffix = `;UNTIL=${stamp(until)}`;
  }
  const expected = all.filter(instant => instant >= from && instant < to && instant <= until);
  return [text(rule) + suffix, zone.name, local(start), from, to, deltas(expected), answer.witnesses].join("\t");
}

/** Calls a maker until it makes something. */
function insist(times, make) {
  for (let i = 0; i < times; i++) {
    const made = make();
    if (made) return made;
  }
  return null;
}

function main() {
  const began = performance.now();
  const [lines, windows, seen, rules] = [[], [], new Set(), {}];
  for (const kind of Object.keys(KINDS)) {
    rules[kind] = 0;
    // A kind may have fewer different rules than are asked for, and some rules no starts.
    for (let tries = 0; rules[kind] < RULES_PER_KIND && tries < RULES_PER_KIND * 20; tries++) {
      const rule = draw(kind);
      if (seen.has(text(rule))) continue;
      seen.add(text(rule));
      const made = [];
      for (const zone of ZONES) {
        const line = insist(4, () => makeCase(kind, rule, zone));
        if (line === null && made.length === 0) break; // most likely no zone has one
        if (line) made.push(line);
      }
      if (made.length < ZONES.length) {
        count(kind, "rule dropped");
        continue;
      }
      rules[kind]++;
      lines.push(...made);
      const window = chance(0.75) ? insist(6, () => makeWindow(kind, rule, one(ZONES))) : null;
      if (window) windows.push(window);
    }
    if (process.env.PROGRESS) console.error(kind, rules[kind], Math.round(performance.now() - began));
  }

  mkdirSync(OUTPUT, { recursive: true });
  write("recurrences.txt.gz", lines);
  write("recurrence-windows.txt.gz", windows);
  console.log(`${Object.values(rules).reduce((a, b) => a + b)} rules, witnesses: ${witnesses(lines)}; windows: ${witnesses(windows)}`);
  for (const [kind, tallied] of Object.entries(tally)) console.log(`${String(rules[kind]).padStart(4)}  ${kind}: ${JSON.stringify(tallied)}`);
}

const witnesses = lines => ["both", "rrule", "ical"].map(who => `${lines.filter(line => line.endsWith("\t" + who)).length} ${who}`).join(", ");

function write(name, lines) {
  // gzip's header without time and system, so that the same lines give the same file
  const packed = gzipSync(lines.join("\n") + "\n", { level: 9 });
  writeFileSync(new URL(name, OUTPUT), packed);
  console.log(`${name}: ${lines.length} lines, ${packed.length} bytes`);
}

main();

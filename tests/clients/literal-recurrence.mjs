// RFC 5545 §3.3.10 read word by word, as slowly as that may be: every day of every period is asked whether it passes every BY… part.
// It is nobody's calendar; it is the judge where the two packages that are compared disagree.
//
// Times are "floating": seconds since 1970 of a clock that knows no zone. UNTIL and COUNT are the caller's business.

export const DAY = 86400;
const UNITS = { HOURLY: 3600, MINUTELY: 60, SECONDLY: 1 };
export const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

const days = new Map();

/** What a calendar says about a day, which is counted from 1970. */
export function calendar(day) {
  let known = days.get(day);
  if (!known) {
    const date = new Date(day * DAY * 1000);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
    const january = dayOf(year, 1, 1);
    known = {
      year, month, day: date.getUTCDate(), weekday: date.getUTCDay(),
      daysInMonth: dayOf(year, month + 1, 1) - dayOf(year, month, 1),
      dayOfYear: day - january + 1,
      daysInYear: dayOf(year + 1, 1, 1) - january,
    };
    days.set(day, known);
  }
  return known;
}

export function dayOf(year, month, day) {
  return Date.UTC(year, month - 1, day) / 1000 / DAY;
}

const weekStart = (day, wkst) => day - ((calendar(day).weekday - wkst + 7) % 7);

/** The first day of week 1: of the first week with at least four days in the year. */
const firstWeek = (year, wkst) => weekStart(dayOf(year, 1, 4), wkst);

/** The number of a day's week and how many weeks the year of that week has. */
function weekOf(day, wkst) {
  let { year } = calendar(day);
  if (day < firstWeek(year, wkst)) year--;
  else if (day >= firstWeek(year + 1, wkst)) year++;
  const first = firstWeek(year, wkst);
  return { number: Math.floor((day - first) / 7) + 1, count: (firstWeek(year + 1, wkst) - first) / 7 };
}

const counts = (list, position, length) => list.includes(position) || list.includes(position - length - 1);

/** Whether a day passes every part that speaks of days; what no part says comes from the start. */
export function passes(rule, day, start) {
  const at = calendar(day);
  const from = calendar(start);
  const { freq, bymonth, byweekno, byyearday, bymonthday, byday } = rule;
  if (bymonth && !bymonth.includes(at.month)) return false;
  if (byyearday && !counts(byyearday, at.dayOfYear, at.daysInYear)) return false;
  if (bymonthday && !counts(bymonthday, at.day, at.daysInMonth)) return false;
  if (byweekno) {
    const week = weekOf(day, rule.wkst);
    if (!counts(byweekno, week.number, week.count)) return false;
  }
  if (byday) {
    const inYear = freq === "YEARLY" && !bymonth;
    const [position, length] = inYear ? [at.dayOfYear, at.daysInYear] : [at.day, at.daysInMonth];
    const named = byday.some(([ordinal, weekday]) => weekday === at.weekday && (ordinal === 0
      || ordinal === Math.floor((position - 1) / 7) + 1
      || ordinal === -Math.floor((length - position) / 7) - 1));
    if (!named) return false;
  }
  if (byday || bymonthday || byyearday || byweekno) return true;
  if (freq === "WEEKLY") return at.weekday === from.weekday;
  if (freq === "MONTHLY") return at.day === from.day;
  if (freq === "YEARLY") return at.day === from.day && (bymonth ? true : at.month === from.month);
  return true;
}

/** First day and end of the n-th period after the one of the start, for rules by days and longer. */
function period(rule, startDay, n) {
  const { year, month } = calendar(startDay);
  switch (rule.freq) {
    case "YEARLY": return [dayOf(year + n, 1, 1), dayOf(year + n + 1, 1, 1)];
    case "MONTHLY": return [dayOf(year, month + n, 1), dayOf(year, month + n + 1, 1)];
    case "WEEKLY": return [weekStart(startDay, rule.wkst) + 7 * n, weekStart(startDay, rule.wkst) + 7 * n + 7];
    default: return [startDay + n, startDay + n + 1];
  }
}

/** The recurrence set of one period, before what lies ahead of the start is left out. */
function setOf(rule, start, n) {
  const unit = UNITS[rule.freq];
  const startDay = Math.floor(start / DAY);
  const [startHour, startMinute, startSecond] = clock(start);
  let [hours, minutes, seconds] = [rule.byhour ?? [startHour], rule.byminute ?? [startMinute], rule.bysecond ?? [startSecond]];
  let [first, end] = [0, 0];
  if (unit) {
    const at = Math.floor(start / unit) * unit + n * unit;
    [first, end] = [Math.floor(at / DAY), Math.floor(at / DAY) + 1];
    // The parts as large as the period or larger limit; smaller ones expand.
    const [hour, minute, second] = clock(at);
    if (rule.byhour && !rule.byhour.includes(hour)) return [];
    hours = [hour];
    if (unit < 3600) {
      if (rule.byminute && !rule.byminute.includes(minute)) return [];
      minutes = [minute];
    }
    if (unit === 1) {
      if (rule.bysecond && !rule.bysecond.includes(second)) return [];
      seconds = [second];
    }
  } else {
    [first, end] = period(rule, startDay, n);
  }

  const set = [];
  for (let day = first; day < end; day++) {
    if (!passes(rule, day, startDay)) continue;
    for (const hour of hours) for (const minute of minutes) for (const second of seconds)
      set.push(day * DAY + hour * 3600 + minute * 60 + second);
  }
  set.sort((a, b) => a - b);
  if (!rule.bysetpos) return set;
  return set.filter((_, i) => rule.bysetpos.includes(i + 1) || rule.bysetpos.includes(i - set.length));
}

export function clock(time) {
  const second = ((time % DAY) + DAY) % DAY;
  return [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
}

/** Whether the rule names its own start. */
export const namesStart = (rule, start) => setOf(rule, start, 0).includes(start);

/** The occurrences from one time to before another, at most so many. */
export function literal(rule, start, from, to, limit) {
  const found = [];
  const unit = UNITS[rule.freq];
  for (let n = 0; ; n += rule.interval) {
    const begins = unit ? Math.floor(start / unit) * unit + n * unit : period(rule, Math.floor(start / DAY), n)[0] * DAY;
    if (begins >= to) return found;
    for (const time of setOf(rule, start, n)) {
      if (time < start || time < from || time >= to) continue;
      found.push(time);
      if (found.length === limit) return found;
    }
  }
}

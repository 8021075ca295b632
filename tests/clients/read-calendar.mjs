// Reads a calendar from standard input with ical.js, complains where ical.js does, and prints what happens in a window:
//   node tests/clients/read-calendar.mjs 2026-03-01T00:00:00Z 2026-04-01T00:00:00Z < calendar.ics
// {"components": {"VEVENT": 2 …}, "occurrences": ["2026-03-02T08:00:00Z Title" …]}, in order of start.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [from, to] = process.argv.slice(2).map((text) => Date.parse(text));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);

const components = {};
for (const component of calendar.getAllSubcomponents()) {
  const kind = component.name.toUpperCase();
  components[kind] = (components[kind] ?? 0) + 1;
}

const events = calendar.getAllSubcomponents("vevent");
const occurrences = [];
for (const master of events.filter((event) => !event.hasProperty("recurrence-id"))) {
  const uid = master.getFirstPropertyValue("uid");
  const exceptions = events.filter((event) => event.hasProperty("recurrence-id") && event.getFirstPropertyValue("uid") === uid);
  const event = new ICAL.Event(master, { exceptions });
  if (!event.isRecurring()) {
    add(event.startDate, event.endDate, event.summary);
    continue;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    const details = event.getOccurrenceDetails(next);
    add(details.startDate, details.endDate, details.item.summary);
    // What is moved by itself is not in order; nothing here is moved by more than a year.
    if (instant(next) > to + 366 * 86_400_000) break;
  }
}

occurrences.sort();
console.log(JSON.stringify({ components, occurrences }));

function add(start, end, summary) {
  if (instant(start) < to && instant(end) > from) occurrences.push(`${new Date(instant(start)).toISOString().replace(".000", "")} ${summary}`);
}

/** Dates are midnights in UTC, as Halext has them. */
function instant(time) {
  return time.isDate ? Date.UTC(time.year, time.month - 1, time.day) : time.toUnixTime() * 1000;
}

// Counts the components of every file in tests/data/ics as ical.js reads it; null where it refuses the file.
//   node tests/clients/ics-counts.mjs > tests/data/ics/expected.json
import { readdirSync, readFileSync } from "node:fs";
import ICAL from "ical.js";

const folder = new URL("../data/ics/", import.meta.url);

function count([name, , components], counts) {
  const kind = name.toUpperCase();
  // Whether a lone component gets a calendar around it is each reader's business.
  if (kind !== "VCALENDAR") counts[kind] = (counts[kind] ?? 0) + 1;
  components.forEach((component) => count(component, counts));
  return counts;
}

function read(file) {
  const text = readFileSync(new URL(file, folder), "utf8").replace(/^\uFEFF/, "");
  let parsed;
  try {
    parsed = ICAL.parse(text);
  } catch {
    return null;
  }
  // One component, or a list of them.
  const counts = {};
  (Array.isArray(parsed[0]) ? parsed : [parsed]).forEach((component) => count(component, counts));
  return Object.fromEntries(Object.entries(counts).sort());
}

const files = readdirSync(folder).filter((file) => file.endsWith(".ics")).sort();
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, read(file)])), null, 2));

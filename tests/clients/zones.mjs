// Time zones as Node.js knows them (ICU's copy of the tz database), by the changes of their offset.

const YEARS = [1985, 2110];
const WEEK = 7 * 86400;

function offsetOf(format, instant) {
  const part = Object.fromEntries(format.formatToParts(instant * 1000).map(p => [p.type, Number(p.value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000 - instant;
}

export class Zone {
  constructor(name) {
    this.name = name;
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    });
    const [first, last] = YEARS.map(year => Date.UTC(year, 0, 1) / 1000);

    /** Where offsets begin: { at, offset, before }. No zone here changes twice in a week. */
    this.changes = [{ at: -Infinity, offset: offsetOf(format, first), before: 0 }];
    for (let at = first; at < last; at += WEEK) {
      const before = this.changes.at(-1).offset;
      if (offsetOf(format, at + WEEK) === before) continue;
      let [low, high] = [at, at + WEEK];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offsetOf(format, middle) === before) low = middle;
        else high = middle;
      }
      this.changes.push({ at: high, offset: offsetOf(format, high), before });
    }
  }

  offsetAt(instant) {
    return this.changes.findLast(change => change.at <= instant).offset;
  }

  /** The instant of a local time: the first when it comes twice, null when the clocks skip it. */
  instantOf(local) {
    const instants = this.#instantsOf(local);
    return instants.length === 0 ? null : Math.min(...instants);
  }

  /** Whether a local time is skipped or comes twice. */
  isOdd(local) {
    return this.#instantsOf(local).length !== 1;
  }

  #instantsOf(local) {
    const offsets = new Set([this.offsetAt(local - 86400), this.offsetAt(local + 86400)]);
    return [...offsets].filter(offset => this.offsetAt(local - offset) === offset).map(offset => local - offset);
  }
}

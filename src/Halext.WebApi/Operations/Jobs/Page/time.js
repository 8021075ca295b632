// Times as people say them, by the server's clock: a browser's may be wrong.

import { el } from './dom.js';

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

let now = Date.now();

export function setNow(instant) {
  now = Date.parse(instant);
}

/** "3 min. ago", with the whole time when pointed at. */
export function when(instant) {
  if (!instant) return '–';
  const seconds = Math.round((Date.parse(instant) - now) / 1000);
  const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
  return el('time', { datetime: instant, title: absolute.format(Date.parse(instant)) }, relative.format(Math.trunc(seconds / size), unit));
}

/** How long from one instant to another, or until now. */
export function duration(from, to) {
  if (!from) return '–';
  const seconds = Math.max(0, Math.round(((to ? Date.parse(to) : now) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor(seconds % 3_600 / 60)} min`;
}

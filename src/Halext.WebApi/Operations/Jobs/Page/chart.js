// The chart of runs and failures: stacked bars, drawn as SVG at the size that they are shown in.

const NS = 'http://www.w3.org/2000/svg';
const HEIGHT = 180;
const PAD = { top: 10, right: 6, bottom: 22, left: 44 };

const FORMATS = {
  hour: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
  week: new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit' }),
};
const number = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** Draws a summary into an svg element of this width. */
export function draw(svg, summary, width) {
  const { from, step_seconds: step, points, period } = summary;
  const start = Date.parse(from) / 1000;
  const count = Math.round((Date.parse(summary.now) / 1000 - start) / step + 0.5) || 1;
  const top = niceMaximum(Math.max(1, ...points.map((p) => p.succeeded + p.failed)));
  const inner = { width: Math.max(50, width - PAD.left - PAD.right), height: HEIGHT - PAD.top - PAD.bottom };
  const slot = inner.width / count;
  const y = (value) => PAD.top + inner.height * (1 - value / top);
  const format = FORMATS[period];
  const label = (seconds) => format.format(seconds * 1000);

  const parts = [];
  for (const value of [...new Set([0, Math.round(top / 2), top])]) {
    parts.push(shape('line', { class: 'grid', x1: PAD.left, x2: width - PAD.right, y1: y(value), y2: y(value) }));
    parts.push(shape('text', { class: 'tick', x: PAD.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, short.format(value)));
  }

  const every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(inner.width / 90))));
  for (let index = 0; index < count; index += every)
    parts.push(shape('text', { class: 'tick', x: PAD.left + slot * index, y: HEIGHT - 5, 'text-anchor': index === 0 ? 'start' : 'middle' }, label(start + index * step)));

  for (const point of points) {
    const index = Math.round((Date.parse(point.at) / 1000 - start) / step);
    const x = PAD.left + slot * index + Math.min(1, slot * 0.1);
    const barWidth = Math.max(1, slot - Math.min(2, slot * 0.2));
    const group = shape('g', {});
    group.append(shape('title', {}, `${label(start + index * step)}: ${number.format(point.succeeded)} succeeded, ${number.format(point.failed)} failed`));
    group.append(shape('rect', { class: 'column', x: PAD.left + slot * index, y: PAD.top, width: slot, height: inner.height }));
    group.append(bar('ok', x, barWidth, y(point.succeeded), y(0)));
    group.append(bar('bad', x, barWidth, y(point.succeeded + point.failed), y(point.succeeded)));
    parts.push(group);
  }

  svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute('width', width);
  svg.setAttribute('height', HEIGHT);
  svg.setAttribute('aria-label', `${number.format(summary.succeeded)} runs succeeded and ${number.format(summary.failed)} failed in this ${period}.`);
  svg.replaceChildren(...parts);
}

// A failure among thousands of runs must still be seen.
function bar(kind, x, width, from, to) {
  const height = to - from > 0 ? Math.max(1.5, to - from) : 0;
  return shape('rect', { class: kind, x, y: to - height, width, height });
}

/** 1, 2 or 5 times a power of ten. */
function niceMaximum(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value);
}

function shape(tag, attributes, text) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

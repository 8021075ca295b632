// What the page can show. Each view builds its elements once, and is then given what the server says, every few seconds.

import { api } from './api.js';
import { draw } from './chart.js';
import { Table, confirmed, el } from './dom.js';
import { showDetails } from './details.js';
import { duration, when } from './time.js';

const STATES = { scheduled: 'Scheduled', queued: 'Queued', running: 'Running', retrying: 'Retrying', succeeded: 'Succeeded', dead: 'Dead letter', cancelled: 'Cancelled' };
const PERIODS = { hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days' };
const PAGE = 50;
const number = new Intl.NumberFormat();

export function badge(state) {
  return el('span', { class: `badge ${state}` }, STATES[state] ?? state);
}

const shortId = (id) => id.slice(-8);

/** A button that does something to the server, says so, and shows what came of it. */
function action(board, label, target, work, said, attributes = {}) {
  return el('button', {
    type: 'button', 'data-action': label, 'aria-label': `${label} ${target}`, ...attributes,
    onclick: () => board.act(work, said),
  }, label);
}

function cancelButton(board, job) {
  const name = `${job.type} ${shortId(job.id)}`;
  return action(board, 'Cancel', name, async () =>
    await confirmed(`Cancel ${name}?`, 'Cancel the job') && api('POST', `${job.id}/cancel`).then(() => true), `${name} is being cancelled.`, { class: 'quiet' });
}

function retryButton(board, job) {
  const name = `${job.type} ${shortId(job.id)}`;
  return action(board, 'Retry', name, () => api('POST', `${job.id}/retry`).then(() => true), `${name} is queued again.`);
}

function dropButton(board, job) {
  const name = `${job.type} ${shortId(job.id)}`;
  return action(board, 'Drop', name, async () =>
    await confirmed(`Drop ${name}? It is deleted for good.`, 'Drop it') && api('DELETE', job.id).then(() => true), `${name} is deleted.`, { class: 'quiet' });
}

function jobActions(board, job) {
  if (job.state === 'dead') return [retryButton(board, job), dropButton(board, job)];
  return ['scheduled', 'queued', 'running', 'retrying'].includes(job.state) ? [cancelButton(board, job)] : [];
}

const nameColumn = (board) => ({
  title: 'Job', class: 'name', cell: (job) => [
    el('button', { type: 'button', class: 'link', 'data-action': 'Details', 'aria-label': `Details of ${job.type} ${shortId(job.id)}`, onclick: () => board.act(() => showDetails(job.id)) }, job.type),
    el('code', {}, shortId(job.id)),
  ],
});
const actionsColumn = (cell) => ({ title: 'Actions', class: 'actions', cell });

export class Overview {
  title = 'Overview';

  constructor(board) {
    this.board = board;
    this.svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.svg.setAttribute('role', 'img');
    this.frame = el('div', { class: 'chart' }, this.svg);
    this.totals = el('p', { class: 'legend' });
    this.period = el('select', { id: 'period', onchange: () => this.board.refresh() }, Object.entries(PERIODS).map(([value, text]) => el('option', { value }, text)));
    this.running = new Table('Running', [
      nameColumn(board),
      { title: 'Progress', class: 'progress', cell: (job) => [
        el('span', { class: 'meter' }, el('progress', { max: 100, value: job.progress, 'aria-label': `Progress of ${job.type}` }), `${job.progress} %`),
        job.progress_text ? el('span', { class: 'hint' }, job.progress_text) : '',
      ] },
      { title: 'Queue', cell: (job) => job.queue },
      { title: 'For', cell: (job) => duration(job.started_at) },
      { title: 'Attempt', class: 'number', cell: (job) => String(job.attempts) },
      actionsColumn((job) => cancelButton(board, job)),
    ], 'Nothing runs at the moment.');
    this.queues = new Table('Queues', [
      { title: 'Queue', class: 'name', cell: (queue) => [queue.name, queue.is_paused ? el('span', { class: 'badge paused' }, 'Paused') : ''] },
      ...['Queued', 'Running', 'Retrying', 'Scheduled', 'Dead'].map((title) => ({ title, class: 'number', cell: (queue) => number.format(queue[title.toLowerCase()]) })),
      actionsColumn((queue) => queue.is_paused
        ? action(board, 'Resume', queue.name, () => api('PUT', `queues/${encodeURIComponent(queue.name)}`, { is_paused: false }).then(() => true), `The queue ${queue.name} goes on.`)
        : action(board, 'Pause', queue.name, () => api('PUT', `queues/${encodeURIComponent(queue.name)}`, { is_paused: true }).then(() => true), `The queue ${queue.name} is paused; what runs goes on to its end.`, { class: 'quiet' })),
    ], 'There are no queues.');
    this.elements = [
      el('section', { class: 'card', 'aria-labelledby': 'chart-title' },
        el('div', { class: 'head' }, el('h2', { id: 'chart-title' }, 'Runs and failures'), el('div', { class: 'inline' }, el('label', { for: 'period' }, 'Period'), this.period)),
        this.frame, this.totals),
      el('section', { class: 'card' }, this.running.element),
      el('section', { class: 'card' }, this.queues.element),
    ];
    new ResizeObserver(() => this.redraw()).observe(this.frame);
  }

  get chartPeriod() {
    return this.period.value;
  }

  load() {
    return Promise.all([api('GET', `./?state=running&limit=${PAGE}`), api('GET', 'queues')]);
  }

  show([running, queues], summary) {
    this.summary = summary;
    this.redraw();
    this.totals.replaceChildren(
      el('span', { class: 'key ok' }), `${number.format(summary.succeeded)} succeeded `,
      el('span', { class: 'key bad' }), `${number.format(summary.failed)} failed`);
    this.running.fill(running, (job) => job.id);
    this.queues.fill(queues, (queue) => queue.name);
  }

  redraw() {
    if (this.summary && this.frame.clientWidth > 0) draw(this.svg, this.summary, this.frame.clientWidth);
  }
}

export class Recurring {
  title = 'Recurring';

  constructor(board) {
    const path = (job) => `recurring/${encodeURIComponent(job.name)}`;
    this.table = new Table('Recurring jobs', [
      { title: 'Job', class: 'name', cell: (job) => [el('strong', {}, job.name), el('span', { class: 'hint' }, job.description)] },
      { title: 'Schedule', cell: (job) => [el('code', {}, job.cron), el('span', { class: 'hint' }, job.time_zone)] },
      { title: 'Next run', cell: (job) => job.is_paused ? el('span', { class: 'badge paused' }, 'Paused') : when(job.next_run_at) },
      { title: 'Last run', cell: (job) => when(job.last_run_at) },
      actionsColumn((job) => [
        action(board, 'Run now', job.name, () => api('POST', `${path(job)}/trigger`).then(() => true), `${job.name} is queued.`),
        job.is_paused
          ? action(board, 'Resume', job.name, () => api('PUT', path(job), { is_paused: false }).then(() => true), `${job.name} runs again as scheduled.`)
          : action(board, 'Pause', job.name, () => api('PUT', path(job), { is_paused: true }).then(() => true), `${job.name} is paused.`, { class: 'quiet' }),
      ]),
    ], 'There are no recurring jobs.');
    this.elements = [el('section', { class: 'card' }, this.table.element)];
  }

  load() {
    return api('GET', 'recurring');
  }

  show(jobs) {
    this.table.fill(jobs, (job) => job.name);
  }
}

/** A list of jobs, newest first; older ones page by page. */
class JobList {
  constructor(board, caption, columns, emptyText) {
    this.board = board;
    this.table = new Table(caption, columns, emptyText);
    this.before = null;
    this.newest = el('button', { type: 'button', class: 'quiet', onclick: () => this.turn(null) }, 'Newest');
    this.older = el('button', { type: 'button', class: 'quiet', onclick: () => this.turn(this.last) }, 'Older');
    this.pages = el('p', { class: 'buttons' }, this.newest, this.older);
  }

  turn(before) {
    this.before = before;
    this.board.refresh();
  }

  load() {
    const query = new URLSearchParams({ limit: PAGE, ...this.filter() });
    if (this.before) query.set('before', this.before);
    return api('GET', `./?${query}`);
  }

  show(jobs) {
    this.table.fill(jobs, (job) => job.id);
    this.last = jobs.at(-1)?.id;
    this.newest.disabled = !this.before;
    this.older.disabled = jobs.length < PAGE;
    this.pages.hidden = this.newest.disabled && this.older.disabled;
  }
}

export class History extends JobList {
  title = 'All jobs';

  constructor(board) {
    super(board, 'Jobs', [
      nameColumn(board),
      { title: 'State', cell: (job) => badge(job.state) },
      { title: 'Queue', cell: (job) => job.queue },
      { title: 'Made', cell: (job) => when(job.created_at) },
      { title: 'Took', cell: (job) => job.finished_at || job.state === 'running' ? duration(job.started_at, job.finished_at) : '–' },
      { title: 'Attempts', class: 'number', cell: (job) => String(job.attempts) },
      { title: 'Error', class: 'text', cell: (job) => job.error_code ?? '–' },
      actionsColumn((job) => jobActions(board, job)),
    ], 'No jobs are like this.');
    this.state = this.select('State', 'state', Object.entries(STATES));
    this.type = this.select('Job', 'type', []);
    this.queue = this.select('Queue', 'queue', []);
    this.elements = [
      el('section', { class: 'card' },
        el('form', { class: 'filters', 'aria-label': 'Filters', onsubmit: (event) => event.preventDefault() }, this.state.parentElement, this.type.parentElement, this.queue.parentElement),
        this.table.element, this.pages),
    ];
  }

  select(label, name, options) {
    const select = el('select', { id: `filter-${name}`, name, onchange: () => this.turn(null) }, el('option', { value: '' }, 'All'), options.map(([value, text]) => el('option', { value }, text)));
    el('div', { class: 'field' }, el('label', { for: select.id }, label), select);
    return select;
  }

  /** Fills the filters when the view is opened; a count that was followed brings its state. */
  async open(parameters) {
    this.before = null;
    this.state.value = STATES[parameters.get('state')] ? parameters.get('state') : '';
    const [types, queues] = await Promise.all([api('GET', 'types'), api('GET', 'queues')]);
    const fill = (select, values) => {
      const chosen = select.value;
      select.replaceChildren(el('option', { value: '' }, 'All'), ...values.map((value) => el('option', { value }, value)));
      select.value = values.includes(chosen) ? chosen : '';
    };
    fill(this.type, types.map((type) => type.name));
    fill(this.queue, queues.map((queue) => queue.name));
  }

  filter() {
    return Object.fromEntries([this.state, this.type, this.queue].filter((s) => s.value).map((s) => [s.name, s.value]));
  }
}

export class DeadLetters extends JobList {
  title = 'Dead letters';

  constructor(board) {
    super(board, 'Dead letters', [
      nameColumn(board),
      { title: 'Error', class: 'text', cell: (job) => [el('strong', {}, job.error_code ?? ''), el('span', {}, job.error ?? '')] },
      { title: 'Given up', cell: (job) => when(job.finished_at) },
      { title: 'Attempts', class: 'number', cell: (job) => String(job.attempts) },
      actionsColumn((job) => jobActions(board, job)),
    ], 'No dead letters.');
    this.elements = [el('section', { class: 'card' }, this.table.element, this.pages)];
  }

  open() {
    this.before = null;
  }

  filter() {
    return { state: 'dead' };
  }
}

export class Workers {
  title = 'Workers';

  constructor() {
    this.table = new Table('Workers', [
      { title: 'Worker', class: 'name', cell: (worker) => [worker.name, worker.is_silent ? el('span', { class: 'badge dead' }, 'Silent') : ''] },
      { title: 'Queues', cell: (worker) => worker.queues.includes('*') ? 'all' : worker.queues.join(', ') },
      { title: 'At work', class: 'number', cell: (worker) => `${worker.running} of ${worker.concurrency}` },
      { title: 'Ended', class: 'number', cell: (worker) => number.format(worker.processed) },
      { title: 'Since', cell: (worker) => when(worker.started_at) },
      { title: 'Seen', cell: (worker) => when(worker.seen_at) },
    ], 'No worker runs: jobs wait until one is started.');
    this.elements = [el('section', { class: 'card' }, this.table.element)];
  }

  load() {
    return api('GET', 'workers');
  }

  show(workers) {
    this.table.fill(workers, (worker) => worker.id);
  }
}

// Everything that is known of one job, in a dialog.

import { api } from './api.js';
import { el } from './dom.js';
import { duration, when } from './time.js';
import { badge } from './views.js';

export async function showDetails(id) {
  const job = await api('GET', id);
  document.getElementById('details-title').textContent = job.type;
  const facts = [
    ['State', badge(job.state)],
    ['Id', el('code', {}, job.id)],
    ['Queue', `${job.queue}, priority ${job.priority}`],
    ['On behalf of', job.user_id === null ? 'the system' : `account ${job.user_id}`],
    ['Attempts', `${job.attempts}${job.crashes ? `, of which ${job.crashes} ended with their process` : ''}`],
    ['Made', when(job.created_at)],
    ['Due', when(job.run_at)],
    ['Started', when(job.started_at)],
    ['Finished', when(job.finished_at)],
    ['Took', job.finished_at ? duration(job.started_at, job.finished_at) : null],
    ['Forgotten', job.expires_at ? when(job.expires_at) : null],
    ['Cancelling since', job.cancel_requested_at ? when(job.cancel_requested_at) : null],
    ['Unique key', job.unique_key],
    ['Concurrency key', job.concurrency_key],
    ['Repeats', job.series ? `${job.series.cron}, ${job.series.time_zone}; missed times ${job.series.misfire === 'skip' ? 'are passed over' : 'are made up for once'}` : null],
    ['Series', job.series ? el('code', {}, job.series.id) : null],
    ['Planned for', job.series ? when(job.series.planned_at) : null],
    ['Next', job.series?.next_id ? el('code', {}, job.series.next_id) : null],
    ['Progress', job.progress_text ? `${job.progress} %, ${job.progress_text}` : `${job.progress} %`],
  ].filter(([, value]) => value !== null);
  document.getElementById('details-body').replaceChildren(
    job.error ? el('div', { class: 'failure' }, el('strong', {}, job.error.code), el('p', {}, job.error.message)) : '',
    el('dl', {}, facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
    ...section('Request', JSON.stringify(job.payload, null, 2)),
    ...section('Result', job.result === null ? '' : JSON.stringify(job.result, null, 2)),
    ...section('Log', job.logs.join('\n')));
  document.getElementById('details').showModal();
}

function section(title, text) {
  return text ? [el('h3', {}, title), el('pre', { tabindex: '0', 'aria-label': title }, text)] : [];
}

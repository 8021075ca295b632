// The page of jobs: signs in, and shows what the API of jobs says.
//
// It polls. The socket at /v1/realtime tells each owner what their jobs do; admins would need everybody's, hundreds a second, to add up
// what one small query says. So the page asks every few seconds while somebody looks at it, and not at all while it is hidden.

import { ApiError, SignedOut, api, continueSession, signIn, signOut } from './api.js';
import { el } from './dom.js';
import { setNow } from './time.js';
import { DeadLetters, History, Overview, Recurring, Workers } from './views.js';

const INTERVAL = 3_000;
const INTERVAL_AFTER_FAILURE = 10_000;
const MESSAGE_SHOWN = 8_000;
const COUNTS = [
  ['queued', 'Queued', '#jobs?state=queued'], ['running', 'Running', '#jobs?state=running'], ['retrying', 'Retrying', '#jobs?state=retrying'],
  ['scheduled', 'Scheduled', '#jobs?state=scheduled'], ['dead', 'Dead letters', '#dead'], ['workers', 'Workers', '#workers'],
];
const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat();

class Board {
  constructor() {
    this.isOpen = false;
    this.round = 0;
    this.counts = new Map(COUNTS.map(([name]) => [name, el('strong', {}, '–')]));
    byId('counts').append(...COUNTS.map(([name, label, href]) => el('a', { href, class: `count ${name}`, 'data-count': name }, this.counts.get(name), el('span', {}, label))));
    addEventListener('hashchange', () => this.isOpen && this.open());
    document.addEventListener('visibilitychange', () => this.isOpen && this.refresh());
  }

  /** Begins for somebody who is signed in. */
  start(username) {
    this.isOpen = true;
    this.views = { overview: new Overview(this), recurring: new Recurring(this), jobs: new History(this), dead: new DeadLetters(this), workers: new Workers() };
    byId('views').replaceChildren(...Object.entries(this.views).map(([name, view]) => el('a', { href: `#${name}` }, view.title)));
    byId('who').textContent = username;
    byId('sign-in').hidden = true;
    for (const id of ['board', 'account', 'live']) byId(id).hidden = false;
    return this.open();
  }

  /** Ends, and keeps nothing of what was shown: whoever signs in next may be somebody else. */
  stop() {
    this.isOpen = false;
    this.round++;
    clearTimeout(this.timer);
    for (const id of ['details', 'question']) byId(id).close();
    for (const id of ['board', 'account', 'live']) byId(id).hidden = true;
    for (const id of ['who', 'view', 'details-title', 'details-body', 'question-text']) byId(id).replaceChildren();
    for (const element of this.counts.values()) element.textContent = '–';
    this.say('');
    this.views = this.view = null;
  }

  /** Shows the view that the address names. */
  async open() {
    const [name, query] = location.hash.slice(1).split('?');
    const current = Object.hasOwn(this.views, name) ? name : 'overview';
    this.view = this.views[current];
    for (const link of byId('views').children) {
      if (link.hash === `#${current}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${this.view.title} – Jobs – Halext`;
    byId('view').replaceChildren(...this.view.elements);
    byId('message').textContent = '';
    const view = this.view;
    await this.guard(() => view.open?.(new URLSearchParams(query)));
    if (view === this.view && this.isOpen) await this.refresh();
  }

  /** Asks the server, shows its answer, and comes again. The last one to ask is the one whose answer counts. */
  async refresh() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    const round = ++this.round;
    const view = this.view;
    const fine = await this.guard(async () => {
      const [summary, data] = await Promise.all([api('GET', `summary?period=${this.views.overview.chartPeriod}`), view.load()]);
      if (round !== this.round) return;
      setNow(summary.now);
      for (const [name, element] of this.counts) element.textContent = number.format(name === 'workers' ? summary.workers : summary.counts[name]);
      byId('counts').querySelector('.dead').classList.toggle('some', summary.counts.dead > 0);
      byId('counts').querySelector('.workers').classList.toggle('none', summary.workers === 0);
      view.show(data, summary);
    });
    if (round !== this.round || !this.isOpen) return;
    this.live(fine);
    this.timer = setTimeout(() => this.refresh(), fine ? INTERVAL : INTERVAL_AFTER_FAILURE);
  }

  live(fine) {
    byId('live').textContent = fine ? 'Live' : 'Not up to date';
    byId('live').classList.toggle('lost', !fine);
  }

  /** Does what a button says, and tells what came of it. */
  async act(work, said) {
    const fine = await this.guard(async () => {
      if (await work() === true) this.say(said);
    });
    if (fine && said && this.isOpen) await this.refresh();
  }

  say(text, isError = false) {
    clearTimeout(this.saying);
    if (text && !isError) this.saying = setTimeout(() => this.say(''), MESSAGE_SHOWN);
    byId('message').textContent = text;
    byId('message').classList.toggle('error', isError);
  }

  /** Runs something that asks the server; says so when it fails. */
  async guard(work) {
    try {
      await work();
      if (byId('message').dataset.outage) {
        delete byId('message').dataset.outage;
        this.say('');
      }
      return true;
    } catch (error) {
      if (error instanceof SignedOut) {
        askToSignIn(error.message);
        return false;
      }
      if (!(error instanceof ApiError)) throw error;
      this.say(error.message, true);
      if (error.status === 0 || error.status >= 500) byId('message').dataset.outage = 'yes';
      return false;
    }
  }
}

const board = new Board();

function askToSignIn(reason = '') {
  board.stop();
  byId('sign-in').hidden = false;
  byId('sign-in-error').textContent = reason;
  byId('username').focus();
}

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const username = await signIn(form.username.value, form.password.value);
    form.reset();
    byId('sign-in-error').textContent = '';
    const started = board.start(username);
    byId('main').focus();
    await started;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    byId('sign-in-error').textContent = error.retryAfter > 0 ? `${error.message} (${Math.ceil(error.retryAfter / 60)} min)` : error.message;
    form.password.select();
  } finally {
    button.disabled = false;
  }
});

byId('sign-out').addEventListener('click', () => board.guard(async () => {
  await signOut();
  askToSignIn();
}));

try {
  const username = await continueSession();
  if (username) await board.start(username);
  else askToSignIn();
} catch (error) {
  askToSignIn(error.message);
}

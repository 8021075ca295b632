// Small helpers around the document. Text only ever becomes text nodes, so nothing that a job carries can become markup.

/** Makes an element. Attributes that are null or false are left out; `on…` are listeners. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * A table that is filled again and again: rows stay the same elements while their key is the same, and are touched only where something
 * has changed, so that focus, selection and what a screen reader reads stay where they are. Roles are spelled out because narrow screens
 * lay rows out as cards, which would take their meaning away.
 */
export class Table {
  constructor(caption, columns, emptyText) {
    this.columns = columns;
    this.body = el('tbody', { role: 'rowgroup' });
    this.empty = el('p', { class: 'empty' }, emptyText);
    this.table = el('table', { role: 'table' },
      el('caption', {}, caption),
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, columns.map((c) => el('th', { scope: 'col', role: 'columnheader', class: c.class }, c.title)))),
      this.body);
    this.element = el('div', { class: 'table' }, this.table, this.empty);
  }

  fill(items, keyOf) {
    const present = new Map([...this.body.children].map((row) => [row.dataset.key, row]));
    this.empty.hidden = items.length > 0;
    items.forEach((item, index) => {
      const key = String(keyOf(item));
      const made = el('tr', { role: 'row', 'data-key': key }, this.columns.map((c) => el('td', { role: 'cell', class: c.class, 'data-label': c.title }, c.cell(item))));
      const old = present.get(key);
      present.delete(key);
      const row = old ?? made;
      if (old && !old.isEqualNode(made)) replaceCells(old, made);
      if (this.body.children[index] !== row) this.body.insertBefore(row, this.body.children[index] ?? null);
    });
    for (const row of present.values()) row.remove();
  }
}

function replaceCells(row, made) {
  [...made.children].forEach((cell, index) => {
    const old = row.children[index];
    if (old.isEqualNode(cell)) return;
    const action = old.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    old.replaceWith(cell);
    if (action) cell.querySelector(`[data-action="${CSS.escape(action)}"]`)?.focus();
  });
}

/** Asks before what cannot be undone. */
export async function confirmed(question, yes) {
  const dialog = document.getElementById('question');
  document.getElementById('question-text').textContent = question;
  document.getElementById('question-yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener('close', done, { once: true }));
  return dialog.returnValue === 'yes';
}

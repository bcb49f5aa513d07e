import { scriptStart } from '../../html/script-start.js';

/** Script of the page of a comparison: lists the entities that pass the filters, some at a time. */
export const pageScript = `${scriptStart}  const page = 300;
  let shown = page;
  const types = new Map();
  for (const { type } of data.entities) types.set(type, (types.get(type) || 0) + 1);
  for (const [type, count] of types) {
    const option = make('option', type.replaceAll('_', ' ') + ' (' + count + ')');
    option.value = type;
    element('type').append(option);
  }
  const isShown = (entity, text, severity, type, everything) =>
    (everything || entity.symbol !== '=') &&
    (type === '' || entity.type === type) &&
    (severity === '' || entity.changes.some((change) => change.severity === severity)) &&
    (text === '' || [entity.label, ...entity.changes.map((change) => change.text)]
      .some((line) => line.toLowerCase().includes(text)));
  const row = ({ severity, kind, text, file }) => {
    const line = document.createElement('tr');
    line.append(make('td', kind === 'unreadable' ? kind : severity, kind === 'unreadable' ? kind : severity));
    line.append(make('td', (file === '' ? '' : file + ': ') + text));
    return line;
  };
  const item = ({ symbol, label, changes }) => {
    const mark = make('span', symbol, 'symbol');
    if (changes.length === 0) {
      const paragraph = document.createElement('p');
      paragraph.append(mark, label);
      return paragraph;
    }
    const details = document.createElement('details');
    details.open = symbol === '~';
    const summary = document.createElement('summary');
    summary.append(mark, label + ' (' + changes.length + (changes.length === 1 ? ' change)' : ' changes)'));
    const table = document.createElement('table');
    table.append(...changes.map(row));
    details.append(summary, table);
    return details;
  };
  const show = () => {
    const text = element('search').value.toLowerCase();
    const found = data.entities.filter((entity) =>
      isShown(entity, text, element('severity').value, element('type').value, element('everything').checked));
    element('entities').replaceChildren(...found.slice(0, shown).map(item));
    element('count').textContent = found.length + ' of ' + data.entities.length + ' entities';
    element('more').hidden = found.length <= shown;
  };
  element('filters').addEventListener('input', () => { shown = page; show(); });
  element('filters').addEventListener('submit', (event) => event.preventDefault());
  element('more').addEventListener('click', () => { shown += page; show(); });
  show();
})();
`;

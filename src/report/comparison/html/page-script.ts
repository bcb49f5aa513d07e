import { scriptStart } from '../../../html/script-start.js';

/** Script of the page of a comparison: lists the blocks that pass the filters, some at a time. */
export const pageScript = `${scriptStart}  const page = 300;
  let shown = page;
  const types = new Map();
  for (const { type, entities } of data.blocks) types.set(type, (types.get(type) || 0) + entities.length);
  for (const [type, count] of [...types].sort()) {
    const option = make('option', type.replaceAll('_', ' ') + ' (' + count + ')');
    option.value = type;
    element('type').append(option);
  }
  const pictures = new Map();
  for (const node of document.querySelectorAll('#pictures > [data-block]')) {
    const list = pictures.get(node.dataset.block) || [];
    pictures.set(node.dataset.block, [...list, node]);
  }
  const isShown = (block, text, severity, type, everything) =>
    (everything || block.symbol !== '=' || block.changes.length > 0) &&
    (type === '' || block.type === type) &&
    (severity === '' || [...block.changes, ...block.noise].some((change) => change.severity === severity)) &&
    (text === '' || [block.label, ...block.runs, ...block.changes.map((change) => change.text)]
      .some((line) => line.toLowerCase().includes(text)));
  const row = ({ severity, kind, text, count }) => {
    const line = document.createElement('tr');
    const name = kind === 'unreadable' ? kind : severity;
    line.append(make('td', name, name), make('td', text + (count > 1 ? ' (' + count + ' times)' : '')));
    return line;
  };
  const table = (changes) => {
    const node = document.createElement('table');
    node.append(...changes.map(row));
    return node;
  };
  const folded = (title, content) => {
    const node = document.createElement('details');
    node.append(make('summary', title), content);
    return node;
  };
  const times = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's');
  const item = (block) => {
    const { symbol, label, changes, noise, runs, index } = block;
    const mark = make('span', symbol, 'symbol');
    if (changes.length + noise.length === 0) {
      const paragraph = document.createElement('p');
      paragraph.append(mark, label);
      return paragraph;
    }
    const details = document.createElement('details');
    details.open = symbol === '~';
    const summary = document.createElement('summary');
    summary.append(mark, label + (changes.length === 0 ? '' : ' (' + times(changes.length, 'change') + ')'));
    details.append(summary);
    if (changes.length > 0) {
      const own = table(changes.map((change) => ({ ...change, count: 1 })));
      details.append(own);
    }
    if (runs.length > 1) details.append(folded(times(runs.length, 'run'), make('p', runs.join(', '))));
    details.append(...(pictures.get(String(index)) || []));
    const sum = noise.reduce((total, { count }) => total + count, 0);
    const kinds = [...new Set(noise.map(({ severity }) => severity))].join(' and ');
    if (sum > 0) details.append(folded(times(sum, 'change') + ' of ' + kinds + ' only', table(noise)));
    return details;
  };
  const entitiesOf = (blocks) => new Set(blocks.flatMap(({ entities }) => entities)).size;
  const show = () => {
    const text = element('search').value.toLowerCase();
    const found = data.blocks.filter((block) =>
      isShown(block, text, element('severity').value, element('type').value, element('everything').checked));
    element('entities').replaceChildren(...found.slice(0, shown).map(item));
    element('count').textContent = entitiesOf(found) + ' of ' + entitiesOf(data.blocks) + ' entities';
    element('nothing').hidden = found.length > 0;
    element('more').hidden = found.length <= shown;
  };
  element('filters').addEventListener('input', () => { shown = page; show(); });
  element('filters').addEventListener('submit', (event) => event.preventDefault());
  element('more').addEventListener('click', () => { shown += page; show(); });
  show();
})();
`;

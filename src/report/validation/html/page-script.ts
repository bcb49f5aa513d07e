import { scriptStart } from '../../../html/script-start.js';

/** Script of the findings page: fills the filters, shows the rows that pass them, some at a time. */
export const pageScript = `${scriptStart}  if (data.findings.length === 0) return;
  const page = 500;
  let shown = page;
  const runOf = (finding) => finding.run === null ? (finding.dataset ?? '') : finding.dataset + '/' + finding.run;
  const option = (select, value, text) => {
    const node = make('option', text);
    node.value = value;
    select.append(node);
  };
  for (const { code, count } of data.codes) option(element('code'), code, code + ' (' + count + ')');
  const runs = new Map();
  for (const finding of data.findings) {
    const run = runOf(finding);
    if (run !== '') runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  for (const [run, count] of [...runs].sort()) option(element('run'), run, run + ' (' + count + ')');
  const rules = new Map(data.rules.map((rule) => [rule.code, rule]));
  for (const { code, severity, count, omitted } of data.codes) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    const rule = rules.get(code);
    summary.append(make('span', severity, severity), ' ' + code + ' \\u00d7 ' + count + (rule ? ': ' + rule.title : ''));
    details.append(summary);
    if (rule) details.append(make('p', rule.why), make('p', 'To fix: ' + rule.fix));
    if (omitted > 0) details.append(make('p', omitted + ' further findings are counted and not listed.'));
    element('codes').append(details);
  }
  const matches = () => {
    const text = element('search').value.toLowerCase();
    const severity = element('severity').value;
    const code = element('code').value;
    const run = element('run').value;
    return data.findings.filter((finding) =>
      (severity === '' || finding.severity === severity) &&
      (code === '' || finding.code === code) &&
      (run === '' || runOf(finding) === run) &&
      (text === '' || [finding.path, finding.message, finding.code, finding.found, finding.expected]
        .some((field) => field?.toLowerCase().includes(text))));
  };
  const show = () => {
    const found = matches();
    const body = element('findings').tBodies[0];
    body.replaceChildren(...found.slice(0, shown).map((finding) => {
      const row = document.createElement('tr');
      const place = finding.path + (finding.line ? ':' + finding.line : '');
      const what = ({ message, consequences = [] }) => {
        const node = make('td', message);
        if (consequences.length === 0) return node;
        const details = document.createElement('details');
        const list = document.createElement('ul');
        list.append(...consequences.map((each) => make('li', each.code + ' ' + each.path + ': ' + each.message)));
        details.append(make('summary', consequences.length + (consequences.length === 1 ? ' follows' : ' follow') + ' from it'), list);
        node.append(details);
        return node;
      };
      const cell = (text, className, label) => {
        const node = make('td', text ?? '', className);
        if (label) node.dataset.label = label;
        return node;
      };
      row.append(
        cell(finding.severity, finding.severity), cell(finding.code, 'code'), cell(place, 'path'),
        what(finding), cell(finding.found, '', 'found'), cell(finding.expected, '', 'expected'));
      return row;
    }));
    element('count').textContent = found.length + ' of ' + data.findings.length + ' findings';
    element('more').hidden = found.length <= shown;
    element('findings').hidden = found.length === 0;
    element('nothing').hidden = found.length > 0;
  };
  element('filters').addEventListener('input', () => { shown = page; show(); });
  element('filters').addEventListener('submit', (event) => event.preventDefault());
  element('more').addEventListener('click', () => { shown += page; show(); });
  for (const button of document.querySelectorAll('#images button')) {
    button.addEventListener('click', () => {
      const { run } = button.dataset;
      element('run').value = runs.has(run) ? run : '';
      show();
    });
  }
  show();
})();
`;

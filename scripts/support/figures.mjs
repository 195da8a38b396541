/**
 * One row of the table in the README.
 *
 * @typedef {object} Row
 * @property {import('./texts.mjs').Texts} label
 * @property {(figures: import('./packed.mjs').Figures) => number} value
 * @property {string} unit
 * @property {number} decimals
 * @property {number} tolerance the share by which the README may be off; Infinity where a machine decides.
 */

const START = '<!-- figures -->';
const END = '<!-- /figures -->';
const KB = 1000;
const MB = 1_000_000;

/** @type {Row[]} */
const ROWS = [
  {
    label: { en: 'Dependencies', zh: '直接依赖' },
    value: ({ dependencies }) => dependencies,
    unit: '',
    decimals: 0,
    tolerance: 0,
  },
  {
    label: { en: 'Packages installed with it', zh: '随之安装的软件包' },
    value: ({ packages }) => packages,
    unit: '',
    decimals: 0,
    tolerance: 0,
  },
  {
    label: { en: 'Download', zh: '下载大小' },
    value: ({ packedBytes }) => packedBytes / KB,
    unit: 'kB',
    decimals: 0,
    tolerance: 0.1,
  },
  {
    label: { en: 'Installed, with all dependencies', zh: '安装后大小（含全部依赖）' },
    value: ({ installedBytes }) => installedBytes / MB,
    unit: 'MB',
    decimals: 1,
    tolerance: 0.1,
  },
  {
    label: { en: 'Loading the library', zh: '加载库' },
    value: ({ loadMs }) => loadMs,
    unit: 'ms',
    decimals: 0,
    tolerance: Infinity,
  },
  {
    label: { en: 'Loading the nodes', zh: '加载节点' },
    value: ({ nodesLoadMs }) => nodesLoadMs,
    unit: 'ms',
    decimals: 0,
    tolerance: Infinity,
  },
  {
    label: { en: 'Memory of the library', zh: '库占用的内存' },
    value: ({ rssBytes }) => rssBytes / MB,
    unit: 'MB',
    decimals: 0,
    tolerance: Infinity,
  },
];

/**
 * A README with the figures filled in between its two markers.
 *
 * @param {string} readme
 * @param {import('./packed.mjs').Figures} figures
 * @param {'en' | 'zh'} language
 */
export function withFigures(readme, figures, language) {
  const { before, after } = parts(readme);
  const rows = ROWS.map(({ label, value, unit, decimals }) =>
    `| ${label[language]} | ${value(figures).toFixed(decimals)} ${unit}`.trimEnd().concat(' |'),
  );
  return `${before}${START}\n\n| | |\n|---|---|\n${rows.join('\n')}\n\n${END}${after}`;
}

/**
 * Compares the figures of a README with measured ones.
 *
 * @param {string} readme
 * @param {import('./packed.mjs').Figures} figures
 * @returns {string[]} one sentence per figure that is no longer true.
 */
export function outdatedFigures(readme, figures) {
  const cells = [...parts(readme).inside.matchAll(/^\|[^|]+\| *([\d.]+)[^|]*\|$/gm)].map(([, text]) =>
    Number(text),
  );
  return ROWS.flatMap(({ label, value, unit, decimals, tolerance }, i) => {
    const measured = value(figures);
    const written = cells[i];
    // Half of the last written place is rounding.
    const slack = measured * tolerance + 0.5 * 10 ** -decimals * Math.sign(tolerance);
    if (written !== undefined && Math.abs(written - measured) <= slack) return [];
    return [
      `${label.en}: ${written ?? 'not written'}, measured ${measured.toFixed(decimals)} ${unit}`.trim(),
    ];
  });
}

/** @param {string} readme */
function parts(readme) {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`The README lacks ${START} ... ${END}.`);
  return {
    before: readme.slice(0, start),
    inside: readme.slice(start + START.length, end),
    after: readme.slice(end + END.length),
  };
}

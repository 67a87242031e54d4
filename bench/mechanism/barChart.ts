interface Bar {
  readonly label: string;
  readonly values: readonly number[];
}

interface Chart {
  readonly title: string;
  readonly unit: string;
  /** One name per value of a bar. */
  readonly series: readonly string[];
  readonly bars: readonly Bar[];
  /** A dashed line across all bars. */
  readonly mark?: number;
}

const COLOURS = [
  '#1b6ca8',
  '#e07a1f',
  '#7a7a7a',
  '#2f9e62',
  '#b23a48',
  '#8c6bb1',
  '#c9a227',
  '#4d4d4d',
];
const LABELS = 330;
const PLOT = 460;
const LINE = 13;

/** Horizontal bars as a self-contained SVG; no script, no fonts but the reader's. */
export function barChart({ title, unit, series, bars, mark }: Chart): string {
  const all = bars.flatMap(({ values }) => values);
  const low = Math.min(0, mark ?? 0, ...all);
  const high = Math.max(0, mark ?? 0, ...all);
  const x = (value: number) => round(LABELS + (PLOT * (value - low)) / (high - low || 1));
  const group = series.length * LINE + 8;
  const top = 30 + LINE * Math.ceil(series.length / 2) + 14;
  const height = top + bars.length * group + 24;
  const parts = [
    text(10, 18, title, 'font-weight="bold"'),
    ...series.map((name, i) => legend(name, i)),
    ...bars.flatMap(({ label, values }, row) => {
      const y = top + row * group;
      return [
        text(LABELS - 8, y + (group - 4) / 2 + 4, label, 'text-anchor="end"'),
        ...values.map((value, i) => bar({ from: x(0), to: x(value), y: y + i * LINE, value }, i)),
      ];
    }),
    line(x(0), top - 4, height - 22, ''),
    ...(mark === undefined ? [] : [line(x(mark), top - 4, height - 22, 'stroke-dasharray="4 3"')]),
    text(LABELS, height - 6, unit, 'fill="#555"'),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="${height}" viewBox="0 0 900 ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="900" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function legend(name: string, i: number): string {
  const x = 10 + (i % 2) * 400;
  const y = 26 + Math.floor(i / 2) * LINE;
  const colour = COLOURS[i % COLOURS.length] ?? '';
  return `<rect x="${x}" y="${y}" width="9" height="9" fill="${colour}"/>${text(x + 14, y + 8, name, '')}`;
}

function bar(at: { from: number; to: number; y: number; value: number }, i: number): string {
  const { from, to, y, value } = at;
  const width = round(Math.max(0.5, Math.abs(to - from)));
  const colour = COLOURS[i % COLOURS.length] ?? '';
  const end = value < 0 ? Math.max(from, to) + 3 : to + 3;
  return (
    `<rect x="${Math.min(from, to)}" y="${y}" width="${width}" height="${LINE - 3}" fill="${colour}"/>` +
    text(end, y + 9, String(round(value)), 'fill="#333" font-size="9"')
  );
}

function line(x: number, from: number, to: number, style: string): string {
  return `<line x1="${x}" y1="${from}" x2="${x}" y2="${to}" stroke="#333" ${style}/>`;
}

function text(x: number, y: number, content: string, style: string): string {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" ${style}>${safe}</text>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

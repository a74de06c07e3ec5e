// Terminal output as an SVG picture: text stays text, bold and dim are kept, long lines are folded.

const COLUMNS = 104;
const [CHARACTER, LINE, MARGIN] = [7.83, 19, 18];
const STYLES = new Map([
  ['1', 'b'],
  ['2', 'd'],
  ['22', undefined],
  ['0', undefined],
]);

/** `command` stands above the output, behind a prompt. */
export function terminalSvg(command, output) {
  const lines = [
    [
      { text: '$ ', style: 'd' },
      { text: command, style: 'b' },
    ],
    ...output
      .trimEnd()
      .split('\n')
      .flatMap((line) => fold(pieces(line))),
  ];
  const [width, height] = [Math.ceil(COLUMNS * CHARACTER) + 2 * MARGIN, lines.length * LINE + 2 * MARGIN];
  const rows = lines.map((line, row) => `<text x="${MARGIN}" y="${MARGIN + 14 + row * LINE}">${line.map(span).join('')}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(command)}</title>`,
    '<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d6d9de;white-space:pre}.b{fill:#fff;font-weight:600}.d{fill:#8b949e}</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="#16191f"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

/** A line as stretches of one style, by its escape sequences. */
function pieces(line) {
  let style;
  return line.split('\u001b[').flatMap((part, index) => {
    if (index === 0) return [{ text: part, style }];
    const [, code, text] = /^(\d*)m(.*)$/.exec(part);
    if (STYLES.has(code)) style = STYLES.get(code);
    return [{ text, style }];
  });
}

/** Breaks at spaces; what follows a break is indented. */
function fold(line) {
  const rows = [[]];
  let column = 0;
  for (const { text, style } of line) {
    for (const word of text.split(/(?<= )/)) {
      if (column + word.trimEnd().length > COLUMNS) {
        rows.push([{ text: '  ', style }]);
        column = 2;
      }
      rows.at(-1).push({ text: word, style });
      column += word.length;
    }
  }
  return rows;
}

function span({ text, style }) {
  return style === undefined ? escaped(text) : `<tspan class="${style}">${escaped(text)}</tspan>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

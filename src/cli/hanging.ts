/** Beside a lead a text is never narrower, however narrow the terminal. */
const MIN_TEXT = 24;

/** The text beside `lead`, on as many lines as it needs in so many columns; broken at blanks, a longer word stands out. */
export function hanging(lead: string, text: string, columns = Number.POSITIVE_INFINITY): readonly string[] {
  const width = Math.max(MIN_TEXT, columns - lead.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${one}`);
}

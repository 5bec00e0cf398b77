/**
 * Markdown as a preview: headings, paragraphs, lists, quotes, code, tables, emphasis, links and amounts.
 * The server's own rendering rules; this one shows an editor the shape of the text while it is written.
 * Everything is escaped before anything is marked up, so that no text becomes markup of its own.
 */
export type Hole = (what: 'amount' | 'indicator', words: string) => string;

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

function spans(text: string, hole: Hole): string {
  const kept: string[] = [];
  const keep = (html: string): string => `\u0000${kept.push(html) - 1}\u0000`;
  return escape(text.replace(/\u0000/g, ''))
    .replace(/`([^`]+)`/g, (_, code: string) => keep(`<code>${code}</code>`))
    .replace(/\[\[(amount|indicator)\s+([^\]]+)\]\]/g, (_, what: 'amount' | 'indicator', words: string) => keep(`<mark>${escape(hole(what, words.trim()))}</mark>`))
    .replace(/!\[([^\]]*)\]\(([^)\s]+)\)/g, (_, words: string) => keep(`<em>${words}</em>`))
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+|\/[^)\s]*)\)/g, (_, words: string, url: string) => `${keep(`<a href="${url}" target="_blank" rel="noopener">`)}${words}${keep('</a>')}`)
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '<strong>$2</strong>')
    .replace(/(?<![\w*])[*_](?=\S)(.+?)(?<=\S)[*_](?![\w*])/g, '<em>$1</em>')
    .replace(/ {2}\n/g, '<br>')
    .replace(/\u0000(\d+)\u0000/g, (_, index: string) => kept[Number(index)] ?? '');
}

const cells = (row: string): string[] => row.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());

function block(text: string, hole: Hole): string {
  const lines = text.split('\n');
  const first = lines[0] ?? '';
  const heading = /^(#{1,6})\s+(.*)$/.exec(first);
  if (heading) {
    const level = Math.min(6, heading[1]!.length + 2);
    const rest = lines.slice(1).join('\n').trim();
    return `<h${level}>${spans(heading[2]!, hole)}</h${level}>${rest ? block(rest, hole) : ''}`;
  }
  if (/^(-{3,}|\*{3,})$/.test(first.trim())) return '<hr>';
  if (lines.every((line) => /^\s*>/.test(line))) return `<blockquote>${markdown(lines.map((line) => line.replace(/^\s*> ?/, '')).join('\n'), hole)}</blockquote>`;
  if (/^\s*([-*+]|\d+[.)])\s+/.test(first)) {
    const ordered = /^\s*\d/.test(first);
    const items = text.split(/\n(?=\s*(?:[-*+]|\d+[.)])\s+)/).map((item) => `<li>${spans(item.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, ''), hole)}</li>`);
    return ordered ? `<ol>${items.join('')}</ol>` : `<ul>${items.join('')}</ul>`;
  }
  if (lines.length > 1 && /^\|?\s*:?-{2,}/.test(lines[1]!) && first.includes('|')) {
    const row = (line: string, tag: string) => `<tr>${cells(line).map((cell) => `<${tag}>${spans(cell, hole)}</${tag}>`).join('')}</tr>`;
    return `<table><thead>${row(first, 'th')}</thead><tbody>${lines.slice(2).map((line) => row(line, 'td')).join('')}</tbody></table>`;
  }
  return `<p>${spans(text, hole)}</p>`;
}

export function markdown(text: string, hole: Hole = (_, words) => words): string {
  const parts = text.replace(/\r\n?/g, '\n').split(/^```[^\n]*\n([\s\S]*?)^```\s*$/m);
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? `<pre><code>${escape(part)}</code></pre>`
        : part.split(/\n{2,}/).map((one) => one.replace(/^\n+|\s+$/g, '')).filter(Boolean).map((one) => block(one, hole)).join(''),
    )
    .join('');
}

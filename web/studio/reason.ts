import type { Language } from '../shared/api';

/** Why the selector shows what it shows, as the stage words it in English, in the words of the desk. */
const kForms: readonly [RegExp, Record<Exclude<Language, 'en'>, string>][] = [
  [/^the stage is closed$/, { zh: '会场已关闭', id: 'panggung ditutup' }],
  [/^nobody publishes$/, { zh: '无人推流', id: 'tidak ada yang mengirim' }],
  [/^no input is well$/, { zh: '没有正常的信号源', id: 'tidak ada masukan yang baik' }],
  [/^(\S+) is the first that is well$/, { zh: '$1 是首个正常的信号源', id: '$1 masukan baik yang pertama' }],
  [/^(\S+) is back$/, { zh: '$1 已恢复', id: '$1 kembali' }],
  [/^(\S+) came$/, { zh: '$1 已接入', id: '$1 masuk' }],
];
const kHand: [RegExp, Record<Exclude<Language, 'en'>, string>] = [
  /^(\S+), chosen by hand, .*; automatic until it comes: /, { zh: '手动选择的 $1 尚未就绪，就绪前自动选择：', id: '$1 yang dipilih belum siap; otomatis sampai siap: ' },
];

/** What is not known here stays as the stage said it. */
export function reasonWords(reason: string, language: Language): string {
  if (language === 'en') return reason;
  const [form, words] = kHand;
  const hand = form.exec(reason)?.[0] ?? '';
  const rest = reason.slice(hand.length);
  const known = kForms.find(([one]) => one.test(rest));
  return (hand ? hand.replace(form, words[language]) : '') + (known ? rest.replace(known[0], known[1][language]) : rest);
}

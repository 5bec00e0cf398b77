import { ApiError, type Language } from './api';

/** Why a server says no, as far as a visitor or exhibitor can do something about it. */
export type Refusal =
  | 'password' | 'email' | 'telephone' | 'nothing' | 'number' | 'long' | 'name' | 'time' | 'many' | 'often' | 'full'
  | 'over' | 'cancelled' | 'offers' | 'file' | 'changed' | 'gone' | 'who' | 'down' | 'refused';

/** The server's sentences name what is wrong; it has no codes for it. What is not known here keeps its sentence. */
const kSentences: readonly [RegExp, Refusal][] = [
  [/password/i, 'password'],
  [/no address/i, 'email'],
  [/`?telephone`? is no/i, 'telephone'],
  [/says nothing|is needed/i, 'nothing'],
  [/whole number/i, 'number'],
  [/too long|at most \d+ (characters|bytes|texts)/i, 'long'],
  [/has a `name`/i, 'name'],
  [/time has passed|no meeting begins|another meeting|somebody else has this time/i, 'time'],
  [/conversation is full/i, 'full'],
  [/a minute|in a moment|too many wait/i, 'often'],
  [/at most \d+/i, 'many'],
  [/event is over/i, 'over'],
  [/cancelled/i, 'cancelled'],
  [/no offers/i, 'offers'],
];
const kStatuses: Record<number, Refusal> = { 401: 'who', 403: 'who', 404: 'gone', 410: 'gone', 412: 'changed', 413: 'long', 415: 'file', 429: 'often', 507: 'many' };

export function refusalOf({ status, problem }: Pick<ApiError, 'status' | 'problem'>): Refusal {
  const sentence = problem.detail ?? problem.title ?? '';
  const found = kSentences.find(([form]) => form.test(sentence))?.[1];
  return found ?? kStatuses[status] ?? (status >= 500 ? 'down' : 'refused');
}

const kWords: Record<Exclude<Language, 'en'>, Record<Refusal, string>> = {
  zh: {
    password: '名称或密码不正确。', email: '电子邮件地址不正确。', telephone: '电话号码不正确。', nothing: '请先填写内容。', number: '请填写整数。',
    long: '内容太长，请缩短后再试。', name: '请填写姓名。', time: '这个时间已不可选，请另选时间。', many: '已达到数量上限，请先删减。',
    often: '操作过于频繁，请稍候再试。', full: '此会话已满。', over: '活动已结束。', cancelled: '活动已取消。', offers: '此产品不接受询价。',
    file: '不支持此类文件。', changed: '内容已被他人更改，请刷新后再试。', gone: '此内容已不存在。', who: '您没有权限，请登录后再试。',
    down: '服务器暂时无法处理，请稍后再试。', refused: '服务器未接受。',
  },
  id: {
    password: 'Nama atau kata sandi tidak benar.', email: 'Alamat surel tidak benar.', telephone: 'Nomor telepon tidak benar.', nothing: 'Isi dahulu.', number: 'Isi dengan bilangan bulat.',
    long: 'Terlalu panjang; persingkat lalu coba lagi.', name: 'Isi nama.', time: 'Waktu ini tidak tersedia lagi; pilih waktu lain.', many: 'Batas jumlah tercapai; hapus sebagian dahulu.',
    often: 'Terlalu sering; tunggu sebentar lalu coba lagi.', full: 'Percakapan ini penuh.', over: 'Acara ini sudah selesai.', cancelled: 'Acara ini dibatalkan.', offers: 'Produk ini tidak menerima permintaan penawaran.',
    file: 'Jenis berkas ini tidak didukung.', changed: 'Telah diubah orang lain; muat ulang lalu coba lagi.', gone: 'Ini sudah tidak ada.', who: 'Anda tidak berhak; masuk lalu coba lagi.',
    down: 'Server sedang tidak dapat melayani; coba lagi nanti.', refused: 'Server tidak menerimanya.',
  },
};

/** A refusal in the reader's language; the server's own sentence where these words would say less. Empty where no server answered. */
export function refusalWords(error: unknown, language: Language): string {
  if (!(error instanceof ApiError) || error.status === 0) return '';
  if (language === 'en') return error.message;
  const why = refusalOf(error);
  const words = kWords[language][why];
  return why === 'refused' && error.problem.detail ? `${words} (${error.problem.detail})` : words;
}

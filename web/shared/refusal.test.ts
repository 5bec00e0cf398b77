import { describe, expect, it } from 'vitest';
import { ApiError } from './api';
import { refusalWords } from './refusal';

const refused = (status: number, detail?: string) => new ApiError(status, { title: 'Refused', ...(detail ? { detail } : {}) });

describe('a refusal', () => {
  it('is said in the language of the reader, and in English as the server words it', () => {
    const error = refused(422, '`email` is no address.');
    expect([refusalWords(error, 'zh'), refusalWords(error, 'id'), refusalWords(error, 'en')]).toEqual(['电子邮件地址不正确。', 'Alamat surel tidak benar.', '`email` is no address.']);
  });

  it('tells what is too many from what is too often', () => {
    const words = ['At most 20 meetings can be booked.', 'At most 20 messages a minute. Wait a moment and send it again.'].map((detail) => refusalWords(refused(409, detail), 'id'));
    expect(words).toEqual(['Batas jumlah tercapai; hapus sebagian dahulu.', 'Terlalu sering; tunggu sebentar lalu coba lagi.']);
  });

  it('keeps what the server says where nothing is known of it', () => {
    expect(refusalWords(refused(422, 'The moon is full.'), 'zh')).toBe('服务器未接受。 (The moon is full.)');
    expect([refusalWords(refused(503), 'id'), refusalWords(refused(404), 'id')]).toEqual(['Server sedang tidak dapat melayani; coba lagi nanti.', 'Ini sudah tidak ada.']);
  });

  it('is not there where no server answered', () => {
    expect([refusalWords(refused(0), 'zh'), refusalWords(new Error('x'), 'zh')]).toEqual(['', '']);
  });
});

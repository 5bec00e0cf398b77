import type { Entries } from '.';

export const id: Entries = {
  all_news: 'Semua berita',
  dismiss: 'Tutup',
  in_summary: 'Konferensi dalam angka',
  just_launched: 'Baru diluncurkan',
  just_published: 'Baru terbit',
  just_released: 'Baru dirilis',
  just_signed: 'Baru ditandatangani',
  published_here: 'Laporan dan berita',
  hour_illustrative: 'jam ilustratif',
  read_now: 'Baca sekarang',
  read_report: 'Baca laporan',
  report: 'Laporan',
};

import type { Instant, Language } from '../../shared/api';
import { utcOffset, zoneOffset } from '../../shared/time';

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB', id: 'id-ID' };

/** "23 July 2020": what is published is read in other years too. */
export function dateIn(moment: Instant, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(kLocale[language], { dateStyle: 'long', timeZone: zone }).format(Date.parse(moment));
}

/** "23 July 2020, 20:40 (UTC+8)". */
export function momentIn(moment: Instant, zone: string, language: Language): string {
  const at = Date.parse(moment);
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at);
  const [comma, open, close] = language === 'zh' ? [' ', '（', '）'] : [', ', ' (', ')'];
  return `${dateIn(moment, zone, language)}${comma}${clock}${open}${utcOffset(zoneOffset(at, zone))}${close}`;
}

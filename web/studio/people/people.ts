export interface Account {
  account: string;
  name: string;
  email?: string | null;
  /** "moderator:stage/opening" */
  grants: string[];
  banned?: boolean;
}

export interface Invitation {
  id?: string;
  token?: string;
  grant?: string;
  role?: string;
  scope?: string | { kind: string; id?: string };
  expires_at?: string;
}

/** "conference", "stage/opening" */
export function scopeText(scope: Invitation['scope']): string {
  if (!scope) return 'conference';
  return typeof scope === 'string' ? scope : scope.id ? `${scope.kind}/${scope.id}` : scope.kind;
}

/** The list in an answer: itself, or under its name. */
export function listOf<T>(answer: unknown, name: string): T[] {
  if (Array.isArray(answer)) return answer as T[];
  const list = (answer as Record<string, unknown> | null)?.[name];
  return Array.isArray(list) ? (list as T[]) : [];
}

/** What is on its way by mail, sent, or given up. */
export interface Letter {
  id: string;
  kind: 'invitation' | 'reset' | 'confirmation' | 'reminder';
  to: string;
  state: 'waiting' | 'sent' | 'failed';
  made_at: string;
  error: string | null;
}

import type { Component } from 'svelte';
import type { LucideIcon } from '@lucide/svelte';
import Bell from '@lucide/svelte/icons/bell';
import CircleUser from '@lucide/svelte/icons/circle-user';
import CloudDownload from '@lucide/svelte/icons/cloud-download';
import Database from '@lucide/svelte/icons/database';
import Info from '@lucide/svelte/icons/info';
import Palette from '@lucide/svelte/icons/palette';
import Send from '@lucide/svelte/icons/send';
import Shield from '@lucide/svelte/icons/shield';
import TimerGlyph from '@lucide/svelte/icons/timer';
import type { Messages } from '../locales/en.ts';
import SettingsAbout from './settings-about.svelte';
import SettingsAccount from './settings-account.svelte';
import SettingsData from './settings-data.svelte';
import SettingsDepth from './settings-depth.svelte';
import SettingsLook from './settings-look.svelte';
import SettingsNotifications from './settings-notifications.svelte';
import SettingsPrivacy from './settings-privacy.svelte';
import SettingsWriting from './settings-writing.svelte';
import TimeSettings from './time-settings.svelte';

export interface SettingsSection {
  id: keyof Messages['prefs']['sections'];
  glyph: LucideIcon;
  component: Component;
}

/** Groups of settings in their order. */
export const sections: readonly [SettingsSection, ...SettingsSection[]] = [
  { id: 'account', glyph: CircleUser, component: SettingsAccount },
  { id: 'depth', glyph: CloudDownload, component: SettingsDepth },
  { id: 'notifications', glyph: Bell, component: SettingsNotifications },
  { id: 'writing', glyph: Send, component: SettingsWriting },
  { id: 'look', glyph: Palette, component: SettingsLook },
  { id: 'privacy', glyph: Shield, component: SettingsPrivacy },
  { id: 'time', glyph: TimerGlyph, component: TimeSettings },
  { id: 'data', glyph: Database, component: SettingsData },
  { id: 'about', glyph: Info, component: SettingsAbout },
];

/** The section of an address; the first where it names none. */
export const sectionOf = (id: string | null): SettingsSection =>
  sections.find((section) => section.id === id) ?? sections[0];

import type { z } from 'zod';
import { attachment } from './attachments.ts';

/** A file on its way to a reply, draft or comment. It lives 24 hours unless one of them takes it. Reference: 上传内容. */
export const upload = attachment;
export type Upload = z.output<typeof upload>;

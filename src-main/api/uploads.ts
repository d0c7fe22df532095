import { defineUpload } from './operation.ts';

/** A file for a reply, draft or comment to take as one of its `attachmentIds` within 24 hours. */
export const uploadFile = defineUpload('uploadFile', () => '/uploads');

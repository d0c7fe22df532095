/** Whether updates may come from this address: nothing but https, since what comes from there is run. */
export const isUpdateAddress = (address: string): boolean =>
  URL.canParse(address) && new URL(address).protocol === 'https:';

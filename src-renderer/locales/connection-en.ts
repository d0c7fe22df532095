/** Why the service can't be reached, as the status bar says it; one for each cause of the contract. */
export const connectionEn = {
  dns: 'The service’s name could not be found: there is no network, or its name server is down.',
  unreachable: 'The service could not be reached.',
  tls: 'The service’s certificate is not to be trusted on this network.',
  proxy: 'Something between this computer and the service answered in its place, probably a proxy.',
  cut: 'The connection was cut.',
  timeout: 'The service did not answer in time.',
  captivePortal: 'A web page came instead of an answer: this network may want you to sign in to it first.',
  service: 'The service has a problem of its own.',
  unreadable: 'The service’s answer could not be read.',
  tooLarge: 'The service’s answer is too large to be read.',
  credits: 'Your organisation’s API credits for today are used up.',
  busy: 'The service takes no more calls at the moment.',
};

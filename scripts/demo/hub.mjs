import { connect } from 'nats';

/**
 * @param {string} urls as MESSAGE_HUB_URL has them: comma-separated, with user and password when needed
 * @returns {Promise<import('nats').NatsConnection>}
 */
export function connectHub(urls) {
  const parsed = urls.split(',').map((url) => new URL(url.trim()));
  const login = parsed.find((url) => url.username !== '');
  const secrets = login?.password
    ? { user: decodeURIComponent(login.username), pass: decodeURIComponent(login.password) }
    : login && { token: decodeURIComponent(login.username) };
  return connect({ servers: parsed.map((url) => url.host), ...secrets, timeout: 10_000 });
}

import type {
  AxiosHeaders,
  AxiosBasicCredentials,
  AxiosInstance,
  AxiosRequestConfig,
  AxiosResponse,
  AxiosResponseDefault,
  InternalAxiosRequestConfig,
} from 'axios'
import type { Stamp } from '../access'

/** What a request may say beyond axios's own. */
export interface AuthRequestConfig<D = unknown, P = unknown> extends Omit<AxiosRequestConfig<D, P>, 'auth'> {
  /** `false`: goes out without the token, whoever is signed in. */
  auth?: AxiosBasicCredentials | false
  /** `false`: a 401 goes to the caller; the session is renewed all the same, for the next request. */
  replay?: boolean
  /**
   * The session that it is of, by `epoch` of the state, where it is not the one of the moment: what an effect's cleanup saves
   * is sent when the next person may be signed in. Rejects with `SessionChangedError` or `SessionEndedError` where that is so.
   */
  session?: number
}

/** An axios instance that attaches the access token, waits for it and replays. */
export interface AuthHttp extends Omit<
  AxiosInstance,
  'request' | 'get' | 'delete' | 'head' | 'options' | 'post' | 'put' | 'patch' | 'postForm' | 'putForm' | 'patchForm'
> {
  <T = unknown, R = AxiosResponseDefault, D = unknown, P = unknown>(
    config: AuthRequestConfig<D, P>,
  ): Promise<Result<T, R, D, P>>
  <T = unknown, R = AxiosResponseDefault, D = unknown, P = unknown>(
    url: string,
    config?: AuthRequestConfig<D, P>,
  ): Promise<Result<T, R, D, P>>
  request<T = unknown, R = AxiosResponseDefault, D = unknown, P = unknown>(
    config: AuthRequestConfig<D, P>,
  ): Promise<Result<T, R, D, P>>
  get: WithoutBody
  delete: WithoutBody
  head: WithoutBody
  options: WithoutBody
  post: WithBody
  put: WithBody
  patch: WithBody
  postForm: WithBody
  putForm: WithBody
  patchForm: WithBody
}

/** As axios has it, which does not export its own. */
type Result<T, R, D, P> = R extends AxiosResponseDefault ? AxiosResponse<T, D, object, P> : R

type WithoutBody = <T = unknown, R = AxiosResponseDefault, D = unknown, P = unknown>(
  url: string,
  config?: AuthRequestConfig<D, P>,
) => Promise<Result<T, R, D, P>>

type WithBody = <T = unknown, R = AxiosResponseDefault, D = unknown, P = unknown>(
  url: string,
  data?: D,
  config?: AuthRequestConfig<D, P>,
) => Promise<Result<T, R, D, P>>

/** The session that the request was made in, stamped when it was made. */
export const SESSION = Symbol('session')
/** The adapter that the request would have had without us. */
export const ADAPTER = Symbol('adapter')

/**
 * The same two once more, on the headers that axios makes for each request, and not to be listed there: an interceptor that
 * builds the config anew may leave symbols behind, and nearly always hands the headers on.
 */
export const MADE = Symbol('made')

export interface Made {
  readonly stamp: Stamp
  adapter: InternalAxiosRequestConfig['adapter']
}

/** A request as our adapter gets it: all transforms and interceptors are done. */
export type Request = Omit<InternalAxiosRequestConfig, 'auth' | 'headers'> & {
  headers: AxiosHeaders & { readonly [MADE]?: Made }
  auth?: AxiosBasicCredentials | false
  replay?: boolean
  session?: number
  [SESSION]?: Stamp
  [ADAPTER]?: InternalAxiosRequestConfig['adapter']
}

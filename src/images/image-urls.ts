/** Paths of one image, relative to wherever the service is reached. */
export const imageUrls = {
  self: (imageId: string): string => `/api/v1/images/${imageId}`,
  content: (imageId: string): string => `/api/v1/images/${imageId}/content`,
  variant: (imageId: string, name: string): string => `/api/v1/images/${imageId}/variants/${name}`,
  job: (jobId: string): string => `/api/v1/jobs/${jobId}`,
  recipe: (imageId: string): string => `/api/v1/images/${imageId}/recipe`,
  history: (imageId: string): string => `/api/v1/images/${imageId}/history`,
};

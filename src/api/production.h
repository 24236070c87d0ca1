/* What the files about production share. */
#ifndef SRC_API_PRODUCTION_H
#define SRC_API_PRODUCTION_H

#include "src/api/json.h"
#include "src/app/production.h"

json_t *production_api_pack(const ApiCall *call, const Production *production);

/* The photo that the path names, with its pictures. 0, or -1: answered. */
int production_api_find(const ApiCall *call, ProductionPictures *ret_pictures);

/* 404, 409 where the claim was lost, or what call_answer_status answers. */
void production_api_refuse(const ApiCall *call, int status, const Message *message);

#endif

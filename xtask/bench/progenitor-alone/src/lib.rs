progenitor::generate_api!("openapi.json");

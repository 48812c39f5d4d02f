wind({"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"x"}]});
